package io.quayside.domain.booking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a booking.
 *
 * @param ended how it ended, or null
 * @param held the causes for which a person is needed
 * @param stuck the rule whose command was refused, or null
 * @param paused null unless it is paused
 * @param resumedAt the time of the last resume, or null
 * @param tendersSince tenders of the plan that were opened up to this version do not count any more
 * @param reminded the documents that were reminded of
 * @param skipped the steps that are never taken again
 */
public record BookingProgress(
    Plan plan,
    Instant startedAt,
    @Nullable End ended,
    List<Held> held,
    @Nullable Stuck stuck,
    @Nullable Pause paused,
    @Nullable Instant resumedAt,
    int tendersSince,
    Set<Integer> reminded,
    Set<Step> skipped) {
  public BookingProgress {
    held = List.copyOf(held);
    reminded = Set.copyOf(reminded);
    skipped = Set.copyOf(skipped);
  }

  /** The end of a booking; {@code outcome} is null for a compensated one. */
  public record End(Phase phase, @Nullable Outcome outcome) {}

  /** {@code document} is null for a cause that is about the shipment. */
  public record Held(HoldCause cause, @Nullable Integer document, Instant since) {
    public boolean isFor(HoldCause other, @Nullable Integer otherDocument) {
      return cause == other && Objects.equals(document, otherDocument);
    }
  }

  /**
   * A refused step.
   *
   * @param again whether it is to be tried again: another context has had an event since, or the
   *     booking was resumed
   */
  public record Stuck(Step step, String code, String detail, Instant since, boolean again) {}

  public record Pause(String reason, Instant since) {}

  /** A rule and what it acts on, as {@code document/1}. */
  public record Step(RuleName rule, String subject) {}

  static BookingProgress started(Plan plan, Instant at) {
    return new BookingProgress(plan, at, null, List.of(), null, null, null, 0, Set.of(), Set.of());
  }

  /** Whether the process never acts again. */
  public boolean isFinal() {
    return ended != null;
  }

  public boolean isHeld(HoldCause cause, @Nullable Integer document) {
    return held.stream().anyMatch(one -> one.isFor(cause, document));
  }

  public boolean isSkipped(RuleName rule, String subject) {
    return !skipped.isEmpty() && skipped.contains(new Step(rule, subject));
  }

  /** Whether the booking is stuck in that rule and subject. */
  public boolean isStuckIn(RuleName rule, String subject) {
    return stuck != null && stuck.step.rule == rule && stuck.step.subject.equals(subject);
  }

  /** With the holds and the stuck step that are left after an event. */
  public BookingProgress with(List<Held> stillHeld, @Nullable Stuck stillStuck) {
    return stillHeld.equals(held) && Objects.equals(stillStuck, stuck)
        ? this
        : new BookingProgress(
            plan,
            startedAt,
            ended,
            stillHeld,
            stillStuck,
            paused,
            resumedAt,
            tendersSince,
            reminded,
            skipped);
  }

  BookingProgress heldFor(Held one) {
    List<Held> all = new ArrayList<>(held);
    all.add(one);
    return with(all, stuck);
  }

  /** With the plan's tenders begun anew at a version, if the booking is held for a carrier. */
  BookingProgress retried(int version) {
    int since = isHeld(HoldCause.NO_CARRIER, null) ? version : tendersSince;
    return new BookingProgress(
        plan, startedAt, ended, held, null, paused, resumedAt, since, reminded, skipped);
  }

  BookingProgress remindedOf(int document) {
    Set<Integer> all = new HashSet<>(reminded);
    all.add(document);
    return new BookingProgress(
        plan, startedAt, ended, held, stuck, paused, resumedAt, tendersSince, all, skipped);
  }

  BookingProgress skipping(Step step) {
    Set<Step> all = new HashSet<>(skipped);
    all.add(step);
    return new BookingProgress(
        plan, startedAt, ended, held, null, paused, resumedAt, tendersSince, reminded, all);
  }

  BookingProgress pausedFor(Pause pause) {
    return new BookingProgress(
        plan, startedAt, ended, held, stuck, pause, resumedAt, tendersSince, reminded, skipped);
  }

  BookingProgress resumed(Instant at) {
    return new BookingProgress(
        plan, startedAt, ended, held, stuck, null, at, tendersSince, reminded, skipped);
  }

  BookingProgress endedAs(End end) {
    return new BookingProgress(
        plan, startedAt, end, List.of(), null, null, resumedAt, tendersSince, reminded, skipped);
  }
}
