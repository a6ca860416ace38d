package io.quayside.domain.documentation;

import io.quayside.domain.Actor;
import io.quayside.domain.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a shipment's documents. Each event carries what the document is and its status
 * after the event, so that a reader needs no state.
 */
public sealed interface DocumentationEvent extends Event {
  Subject subject();

  DocumentStatus documentStatus();

  /** On whose behalf it happened. */
  Actor by();

  @Override
  default int number() {
    return subject().document();
  }

  /** The document that an event is about. */
  record Subject(
      int document,
      DocumentType type,
      @Nullable String name,
      Party from,
      boolean shared,
      DocumentGate gate) {}

  record DocumentRequested(Subject subject, @Nullable Instant dueAt, Actor by, Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.REQUESTED;
    }
  }

  /** {@code revision} counts a document's submissions from 1. */
  record DocumentSubmitted(
      Subject subject,
      int revision,
      @Nullable Content content,
      @Nullable String fileName,
      @Nullable String reference,
      @Nullable String platform,
      Actor by,
      Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.SUBMITTED;
    }
  }

  record DocumentVerified(
      Subject subject, int revision, @Nullable String note, Actor by, Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.VERIFIED;
    }
  }

  record DocumentRejected(
      Subject subject,
      int revision,
      RejectionReason reasonCode,
      @Nullable String note,
      Actor by,
      Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.REJECTED;
    }
  }

  record DocumentIssued(
      Subject subject,
      int revision,
      String reference,
      @Nullable String platform,
      Actor by,
      Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.ISSUED;
    }
  }

  record DocumentSurrendered(
      Subject subject, SurrenderPurpose purpose, Actor by, Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return purpose == SurrenderPurpose.DELIVERY
          ? DocumentStatus.SURRENDERED
          : DocumentStatus.REQUESTED;
    }
  }

  record DocumentWaived(Subject subject, String reason, Actor by, Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.WAIVED;
    }
  }

  record DocumentVoided(Subject subject, String reason, Actor by, Instant recordedAt)
      implements DocumentationEvent {
    @Override
    public DocumentStatus documentStatus() {
      return DocumentStatus.VOID;
    }
  }
}
