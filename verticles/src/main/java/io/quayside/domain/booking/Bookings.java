package io.quayside.domain.booking;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.booking.BookingCommand.CompleteBooking;
import io.quayside.domain.booking.BookingCommand.EndCompensation;
import io.quayside.domain.booking.BookingCommand.Hold;
import io.quayside.domain.booking.BookingCommand.InPhase;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.RemindOfDocument;
import io.quayside.domain.booking.BookingCommand.ReportStuck;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.BookingCommand.StartBooking;
import io.quayside.domain.booking.BookingEvent.BookingCompensated;
import io.quayside.domain.booking.BookingEvent.BookingCompleted;
import io.quayside.domain.booking.BookingEvent.BookingHeld;
import io.quayside.domain.booking.BookingEvent.BookingPaused;
import io.quayside.domain.booking.BookingEvent.BookingResumed;
import io.quayside.domain.booking.BookingEvent.BookingRetried;
import io.quayside.domain.booking.BookingEvent.BookingStarted;
import io.quayside.domain.booking.BookingEvent.BookingStuck;
import io.quayside.domain.booking.BookingEvent.DocumentReminded;
import io.quayside.domain.booking.BookingEvent.StepSkipped;
import io.quayside.domain.booking.BookingProgress.End;
import io.quayside.domain.booking.BookingProgress.Held;
import io.quayside.domain.booking.BookingProgress.Pause;
import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.booking.BookingProgress.Stuck;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Decides the commands of the booking context, and evolves its state. */
final class Bookings {
  private Bookings() {}

  static Decision decide(@Nullable BookingProgress booking, InPhase in, Instant now) {
    if (in.command() instanceof StartBooking start) {
      return booking == null
          ? new Accepted(new BookingStarted(start.plan(), in.phase(), now))
          : illegal(in, "it has a booking already");
    }
    return booking == null
        ? new Rejected(ProblemCode.SAGA_NOT_FOUND, "The shipment has no booking")
        : decideOnStarted(booking, in, now);
  }

  private static Decision decideOnStarted(BookingProgress booking, InPhase in, Instant now) {
    Phase phase = in.phase();
    return switch (in.command()) {
      case StartBooking start -> throw new IllegalArgumentException("decided already");
      case RetryBooking retry ->
          booking.stuck() != null || booking.isHeld(HoldCause.NO_CARRIER, null)
              ? new Accepted(new BookingRetried(phase, now))
              : illegal(in, "its booking is neither stuck nor held for NO_CARRIER");
      case SkipStep skip ->
          booking.isStuckIn(skip.rule(), skip.subject())
              ? new Accepted(
                  new StepSkipped(skip.rule(), skip.subject(), skip.reason(), phase, now))
              : illegal(in, "its booking is not stuck in this rule and subject");
      case PauseBooking pause -> {
        if (booking.isFinal()) {
          yield illegal(in, "its booking has ended");
        }
        yield booking.paused() != null
            ? illegal(in, "its booking is paused")
            : new Accepted(new BookingPaused(pause.reason(), phase, now));
      }
      case ResumeBooking resume ->
          booking.isFinal() || booking.paused() == null
              ? illegal(in, "its booking is not paused")
              : new Accepted(new BookingResumed(phase, now));
      case InPhase nested -> throw new IllegalArgumentException("a phase in a phase");
      case BookingCommand.OfProcess own ->
          booking.isFinal() ? illegal(in, "its booking has ended") : decideOwn(own, phase, now);
    };
  }

  private static Decision decideOwn(BookingCommand.OfProcess command, Phase phase, Instant now) {
    return new Accepted(
        switch (command) {
          case RemindOfDocument remind -> reminded(remind.document(), remind.dueAt(), phase, now);
          case Hold hold -> new BookingHeld(hold.cause(), hold.document(), phase, now);
          case ReportStuck stuck ->
              new BookingStuck(
                  stuck.rule(), stuck.subject(), stuck.code(), stuck.detail(), phase, now);
          case EndCompensation end -> new BookingCompensated(now);
          case CompleteBooking complete -> new BookingCompleted(complete.outcome(), now);
        });
  }

  private static BookingEvent reminded(Subject of, Instant dueAt, Phase phase, Instant now) {
    return new DocumentReminded(
        of.document(), of.type(), of.name(), of.from(), of.shared(), dueAt, phase, now);
  }

  /** Tells the phase too: it is what the booking has for a status. */
  private static Rejected illegal(InPhase in, String reason) {
    return Rejected.byState(
        "The shipment is %s (%s), and %s".formatted(in.status(), in.phase(), reason), in.command());
  }

  /**
   * The booking after an event with that version.
   *
   * @throws IllegalStateException if the event cannot have come from this state
   */
  static BookingProgress evolve(@Nullable BookingProgress before, BookingEvent event, int version) {
    if (event instanceof BookingStarted started && before == null) {
      return BookingProgress.started(started.plan(), started.recordedAt());
    }
    if (before == null || before.isFinal()) {
      throw impossible(event);
    }
    Instant at = event.recordedAt();
    return switch (event) {
      case BookingStarted started -> throw impossible(event);
      case DocumentReminded reminded -> before.remindedOf(reminded.document());
      case BookingHeld held -> before.heldFor(new Held(held.cause(), held.document(), at));
      case BookingStuck stuck -> {
        Step step = new Step(stuck.rule(), stuck.subject());
        yield before.with(before.held(), new Stuck(step, stuck.code(), stuck.detail(), at, false));
      }
      case BookingRetried retried -> before.retried(version);
      case StepSkipped skipped -> before.skipping(new Step(skipped.rule(), skipped.subject()));
      case BookingPaused paused -> {
        require(before.paused() == null, event);
        yield before.pausedFor(new Pause(paused.reason(), at));
      }
      case BookingResumed resumed -> {
        require(before.paused() != null, event);
        yield before.resumed(at);
      }
      case BookingCompensated compensated -> before.endedAs(new End(event.phase(), null));
      case BookingCompleted completed ->
          before.endedAs(new End(event.phase(), completed.outcome()));
    };
  }

  private static void require(boolean possible, BookingEvent event) {
    if (!possible) {
      throw impossible(event);
    }
  }

  private static IllegalStateException impossible(BookingEvent event) {
    return new IllegalStateException("the booking cannot have come to " + event);
  }
}
