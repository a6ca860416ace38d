package io.quayside.domain.booking;

import io.quayside.domain.Event;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Party;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to a shipment's booking. Each event carries the phase after it. */
public sealed interface BookingEvent extends Event {
  Phase phase();

  record BookingStarted(Plan plan, Phase phase, Instant recordedAt) implements BookingEvent {}

  record DocumentReminded(
      int document,
      DocumentType type,
      @Nullable String name,
      Party from,
      boolean shared,
      Instant dueAt,
      Phase phase,
      Instant recordedAt)
      implements BookingEvent {}

  /** {@code document} is null for a cause that is about the shipment. */
  record BookingHeld(HoldCause cause, @Nullable Integer document, Phase phase, Instant recordedAt)
      implements BookingEvent {}

  record BookingStuck(
      RuleName rule, String subject, String code, String detail, Phase phase, Instant recordedAt)
      implements BookingEvent {}

  record BookingRetried(Phase phase, Instant recordedAt) implements BookingEvent {}

  record StepSkipped(RuleName rule, String subject, String reason, Phase phase, Instant recordedAt)
      implements BookingEvent {}

  record BookingPaused(String reason, Phase phase, Instant recordedAt) implements BookingEvent {}

  record BookingResumed(Phase phase, Instant recordedAt) implements BookingEvent {}

  record BookingCompensated(Instant recordedAt) implements BookingEvent {
    @Override
    public Phase phase() {
      return Phase.COMPENSATED;
    }
  }

  record BookingCompleted(Outcome outcome, Instant recordedAt) implements BookingEvent {
    @Override
    public Phase phase() {
      return Phase.COMPLETED;
    }
  }
}
