package io.quayside.domain.booking;

import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of a shipment's booking. */
public sealed interface BookingCommand extends Command {
  record StartBooking(Plan plan) implements BookingCommand {}

  record RetryBooking() implements BookingCommand {}

  record SkipStep(RuleName rule, String subject, String reason) implements BookingCommand {}

  record PauseBooking(String reason) implements BookingCommand {}

  record ResumeBooking() implements BookingCommand {}

  /** A command of the booking process alone. */
  sealed interface OfProcess extends BookingCommand {}

  record RemindOfDocument(Subject document, Instant dueAt) implements OfProcess {}

  /** {@code document} is null for a cause that is about the shipment. */
  record Hold(HoldCause cause, @Nullable Integer document) implements OfProcess {}

  /** A rule's command was refused with {@code code}. */
  record ReportStuck(RuleName rule, String subject, String code, String detail)
      implements OfProcess {}

  record EndCompensation() implements OfProcess {}

  record CompleteBooking(Outcome outcome) implements OfProcess {}

  /**
   * A command with the shipment's status, and the phase that the booking is in by the state of the
   * other contexts, which its event tells. The form in which the context decides commands.
   */
  record InPhase(BookingCommand command, Status status, Phase phase) implements BookingCommand {
    @Override
    public Command payload() {
      return command;
    }
  }
}
