package io.quayside.gateway.chaos;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What was asked and answered, from the clients' side. Times are those of {@code nanoTime}. */
final class History {
  private static final int VIOLATIONS_KEPT = 200;

  private final Queue<Acceptance> acceptances = new ConcurrentLinkedQueue<>();
  private final Queue<Tracked> tracked = new ConcurrentLinkedQueue<>();
  private final Queue<Booking> bookings = new ConcurrentLinkedQueue<>();
  private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();
  private final Map<Violation.Kind, LongAdder> found = new ConcurrentHashMap<>();
  private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
  private final LongAdder frames = new LongAdder();
  private final LongAdder reconnects = new LongAdder();

  /**
   * A command that was accepted, maybe only when it was sent again.
   *
   * @param vehicle what tells its event from others; empty for a booking
   * @param firstSentNanos when it was sent for the first time
   * @param sentNanos when the attempt that was answered so was sent
   * @param node who answered
   */
  record Acceptance(
      String shipmentId,
      String key,
      String vehicle,
      int version,
      String eventId,
      long firstSentNanos,
      long sentNanos,
      long answeredNanos,
      int attempts,
      String node) {}

  /**
   * A tracking update that was acknowledged.
   *
   * @param id as its record in the log has it
   * @param result accepted, duplicate or late
   * @param again whether it had been acknowledged before, and was sent once more on purpose
   */
  record Tracked(
      String id,
      String result,
      boolean again,
      int attempts,
      long firstSentNanos,
      long answeredNanos) {}

  /**
   * A booking that was brought to its end.
   *
   * @param types the events that it must have, without the version of their types
   */
  record Booking(String shipmentId, List<String> types) {}

  /** Something that must not be. */
  record Violation(Kind kind, String detail) {
    enum Kind {
      /** Acknowledged, and not in the log, or not as it was answered. */
      LOST,
      /** One command that counts twice. */
      DUPLICATED,
      /** Versions that are not consecutive. */
      HOLE,
      /** A command was refused for a reason that cannot be. */
      WRONGLY_REFUSED,
      /** A command or update that stayed without an answer for too long. */
      UNANSWERED,
      /** A subscriber missed an event, or got one again. */
      FRAMES,
      /** A booking process took a step that it must not take, twice, or not at all. */
      PROCESS,
      /** A node's read model does not say what the log says. */
      READ_MODEL,
      /** A tracking update that was acknowledged, and is not in the log. */
      UPDATE_LOST,
      /** A tracking update that was logged twice although no fault was near. */
      UPDATE_DUPLICATED
    }
  }

  void answered(int status) {
    answers.computeIfAbsent(status, s -> new LongAdder()).increment();
  }

  void accepted(Acceptance acceptance) {
    acceptances.add(acceptance);
  }

  void tracked(Tracked update) {
    tracked.add(update);
  }

  void booked(Booking booking) {
    bookings.add(booking);
  }

  void frame() {
    frames.increment();
  }

  void reconnected() {
    reconnects.increment();
  }

  /** Counts it; keeps the first ones, with what can be said of them. */
  void violated(Violation.Kind kind, String detail) {
    found.computeIfAbsent(kind, k -> new LongAdder()).increment();
    if (violations.size() < VIOLATIONS_KEPT) {
      violations.add(new Violation(kind, detail));
    }
  }

  List<Acceptance> acceptances() {
    return List.copyOf(acceptances);
  }

  List<Booking> bookings() {
    return List.copyOf(bookings);
  }

  List<Tracked> tracked() {
    return List.copyOf(tracked);
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  long count(Violation.Kind kind) {
    var counted = found.get(kind);
    return counted == null ? 0 : counted.sum();
  }

  /** Answers by status; 0 stands for none. */
  Map<Integer, Long> answers() {
    var counts = new TreeMap<Integer, Long>();
    answers.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }

  long frames() {
    return frames.sum();
  }

  long reconnects() {
    return reconnects.sum();
  }
}
