package io.quayside.shard.actor;

import io.quayside.domain.booking.RuleName;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How often each kind of thing has happened, so that one sees that the faults were there. */
final class Coverage {
  private static final int LINE = 130;

  /** How the command ids of the booking process name its rules. */
  private static final String RULE = "-saga.";

  /** Only at bounds that are further away than a run is long. */
  private static final Set<String> AT_BOUNDS = Set.of("booking.stuck.v1", "booking.skipped.v1");

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Map<String, Long> events = new TreeMap<>();

  /** What is counted. */
  enum Kind {
    RUNS,
    STEPS,
    EVENTS,
    POSITIONS,
    CONFLICTS,
    APPENDS_LOST,
    APPENDS_LANDED_UNKNOWN,
    APPENDS_STRAGGLING,
    APPENDS_DOUBLED,
    APPENDS_LOST_IN_CRASHES,
    TAKEOVERS_BEGUN,
    TAKEOVERS_DONE,
    TAKEOVERS_FAILED,
    CLOSES,
    CRASHES,
    CRASHES_DURING_TAKEOVER,
    PAUSES,
    WAKES_AS_FORMER_OWNER,
    STEPS_WITHOUT_OWNER,
    STEPS_WITH_SEVERAL_OWNERS,
    READ_MODELS_AWAY,
    QUERIES_FAILED,
    BATCHES_WRITTEN,
    BATCHES_FAILED,
    BATCHES_WRITTEN_THOUGH_FAILED,
    BATCHES_WRITTEN_LATE,
    TAKEOVERS_FROM_COPIES,
    COPIES_SAVED,
    COPIES_NOT_SAVED,
    COPIES_SAVED_LATE,
    COPIES_FOUND,
    COPIES_FORGOTTEN,
    SPLITS,
    EVENTS_AHEAD_OF_A_DEFERRED,
    LOADS,
    EVICTIONS,
    KEYS_LEARNT,
    HISTORY_ASKED,
    HISTORY_KNEW,
    WINDOWS_LOADED,
    WINDOWS_LOADED_AGAIN,
    COMMANDS_ACCEPTED,
    COMMANDS_REPLAYED,
    COMMANDS_REFUSED,
    COMMANDS_TOO_LATE,
    COMMANDS_INVALID,
    LIMITS_REACHED,
    TENDERS_UNKNOWN,
    TENDERS_IN_PROGRESS,
    BIDS_NOT_INVITED,
    BIDS_TOO_HIGH,
    DOCUMENTS_UNKNOWN,
    BOOKINGS_UNKNOWN,
    CONTENT_MISSING,
    RELEASES_HELD,
    COMMANDS_FORBIDDEN,
    COMMANDS_HIDDEN,
    COMMANDS_REPLAYED_WITHOUT_RIGHT,
    COMMANDS_STALE,
    COMMANDS_IN_FLIGHT,
    COMMANDS_UNAVAILABLE,
    KEYS_REUSED,
    OVERLOADED,
    NOT_OWNER,
    REPEATED_AFTER_A_CRASH,
    UPDATES_ACCEPTED,
    UPDATES_DUPLICATE,
    UPDATES_LATE,
    UPDATES_LATE_IN_THEIR_REQUEST,
    UPDATES_LATE_BY_ONE_LOST,
    UPDATES_UNAVAILABLE,
    EPOCHS_RAISED,
    UPDATES_SECOND_OF_TWO_OWNERS,
    UPDATES_FORBIDDEN,
    UPDATES_HIDDEN,
    VERSIONS_TOLD,
    VERSIONS_HIDDEN
  }

  void add(Kind kind) {
    add(kind, 1);
  }

  void add(Kind kind, long count) {
    counts.merge(kind, count, Long::sum);
  }

  long of(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** Counts an event that is in the log. */
  void add(StoredEvent event) {
    events.merge(event.type(), 1L, Long::sum);
    int rule = event.commandId().indexOf(RULE);
    if (rule >= 0) {
      events.merge("rule " + event.commandId().substring(rule + RULE.length()), 1L, Long::sum);
    }
  }

  /** Counts what another has counted. */
  void addAll(Coverage other) {
    other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    other.events.forEach((what, count) -> events.merge(what, count, Long::sum));
  }

  /**
   * What has not happened once. The bounds of contexts are further away than a run is long, and
   * shipments go to and fro without coming to their end.
   */
  List<String> missing() {
    Stream<String> kinds =
        Arrays.stream(Kind.values())
            .filter(kind -> of(kind) == 0 && kind != Kind.LIMITS_REACHED)
            .map(Kind::name);
    Stream<String> types =
        Contexts.STANDARD.eventTypes().stream()
            .filter(type -> !type.startsWith("shipment."))
            .filter(type -> !AT_BOUNDS.contains(type) && !events.containsKey(type));
    Stream<String> rules =
        Arrays.stream(RuleName.values())
            .map(rule -> "rule " + rule.word())
            .filter(rule -> !events.containsKey(rule));
    return Stream.of(kinds, types, rules).flatMap(all -> all).toList();
  }

  /** All counts, a few in a line. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    int length = 0;
    List<String> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      all.add(name(kind) + " " + of(kind));
    }
    events.forEach((type, count) -> all.add(type + " " + count));
    for (String count : all) {
      length += count.length() + 2;
      if (length > LINE) {
        lines.append(System.lineSeparator()).append("  ");
        length = count.length() + 2;
      }
      lines.append(count).append(", ");
    }
    return lines.substring(0, lines.length() - 2);
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
