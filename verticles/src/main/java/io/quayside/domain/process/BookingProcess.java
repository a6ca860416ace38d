package io.quayside.domain.process;

import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.booking.BookingProgress.Stuck;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Next.Wait;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The booking process: what is due follows from the state of a shipment and the time alone. */
public final class BookingProcess {
  private BookingProcess() {}

  /**
   * What the process does next: the first rule of the table that applies acts, no other. A stuck
   * step hides the rules below it as long as it is not to be tried again.
   *
   * @param refused a step that is known to be refused in this state, or null: it is not tried again
   */
  public static Next next(Situation s, @Nullable Step refused) {
    Next.Wait earliest = null;
    for (Rule rule : Rule.TABLE) {
      if (!rule.mayAct(s)) {
        continue;
      }
      for (Due due : rule.finder().apply(s)) {
        if (s.isSkipped(rule.name(), due.subject())) {
          continue;
        }
        if (due.isDue(s.now())) {
          return isStuck(s, rule, due) || isFor(refused, rule, due)
              ? orNothing(earliest)
              : new Act(rule.name(), due.subject(), due.command());
        }
        Instant at = Objects.requireNonNull(due.at());
        if (earliest == null || at.isBefore(earliest.until())) {
          earliest = new Wait(at, rule.name(), due.subject());
        }
      }
    }
    return orNothing(earliest);
  }

  private static boolean isFor(@Nullable Step step, Rule rule, Due due) {
    return step != null && step.rule() == rule.name() && step.subject().equals(due.subject());
  }

  private static boolean isStuck(Situation s, Rule rule, Due due) {
    BookingProgress booking = s.booking();
    return booking != null
        && booking.isStuckIn(rule.name(), due.subject())
        && !Objects.requireNonNull(booking.stuck()).again();
  }

  private static Next orNothing(@Nullable Wait earliest) {
    return earliest == null ? Next.NOTHING : earliest;
  }

  /**
   * The booking as an event has left it: without the holds whose cause is not so any more, and
   * without the stuck step if its rule does not apply to the subject any more.
   *
   * @param s the state after the event, at its time
   * @param tryAgain whether the event lets a stuck step be tried again: one of another context, or
   *     a resume
   */
  public static BookingProgress settled(Situation s, boolean tryAgain) {
    BookingProgress booking = s.plannedBooking();
    return booking.isFinal() ? booking : booking.with(Holds.left(s), stuckLeft(s, tryAgain));
  }

  private static @Nullable Stuck stuckLeft(Situation s, boolean tryAgain) {
    Stuck stuck = s.plannedBooking().stuck();
    if (stuck == null || !Rule.of(stuck.step().rule()).appliesTo(s, stuck.step().subject())) {
      return null;
    }
    return tryAgain && !stuck.again()
        ? new Stuck(stuck.step(), stuck.code(), stuck.detail(), stuck.since(), true)
        : stuck;
  }
}
