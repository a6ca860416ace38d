package io.quayside.domain.documentation;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.EventType;
import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored event types of documentation and the JSON of their data. */
final class DocumentationEvents {
  private static final int MAX = Integer.MAX_VALUE;

  private static final EventType<DocumentRequested> REQUESTED =
      type(
          "requested",
          DocumentRequested.class,
          (out, event) -> out.optional("dueAt", event.dueAt()),
          (data, subject, by, at) ->
              new DocumentRequested(subject, data.optionalTime("dueAt"), by, at));

  private static final EventType<DocumentSubmitted> SUBMITTED =
      type(
          "submitted",
          DocumentSubmitted.class,
          (out, event) -> {
            out.field("revision", event.revision());
            write(out, event.content());
            out.optional("fileName", event.fileName())
                .optional("reference", event.reference())
                .optional("platform", event.platform());
          },
          (data, subject, by, at) ->
              new DocumentSubmitted(
                  subject,
                  data.integer("revision", MAX),
                  content(data),
                  data.optionalText("fileName"),
                  data.optionalText("reference"),
                  data.optionalText("platform"),
                  by,
                  at));

  private static final EventType<DocumentVerified> VERIFIED =
      type(
          "verified",
          DocumentVerified.class,
          (out, event) -> out.field("revision", event.revision()).optional("note", event.note()),
          (data, subject, by, at) ->
              new DocumentVerified(
                  subject, data.integer("revision", MAX), data.optionalText("note"), by, at));

  private static final EventType<DocumentRejected> REJECTED =
      type(
          "rejected",
          DocumentRejected.class,
          (out, event) ->
              out.field("revision", event.revision())
                  .field("reasonCode", event.reasonCode().name())
                  .optional("note", event.note()),
          (data, subject, by, at) ->
              new DocumentRejected(
                  subject,
                  data.integer("revision", MAX),
                  data.choice("reasonCode", RejectionReason.class),
                  data.optionalText("note"),
                  by,
                  at));

  private static final EventType<DocumentIssued> ISSUED =
      type(
          "issued",
          DocumentIssued.class,
          (out, event) ->
              out.field("revision", event.revision())
                  .field("reference", event.reference())
                  .optional("platform", event.platform()),
          (data, subject, by, at) ->
              new DocumentIssued(
                  subject,
                  data.integer("revision", MAX),
                  data.text("reference"),
                  data.optionalText("platform"),
                  by,
                  at));

  private static final EventType<DocumentSurrendered> SURRENDERED =
      type(
          "surrendered",
          DocumentSurrendered.class,
          (out, event) -> out.field("for", event.purpose().name()),
          (data, subject, by, at) ->
              new DocumentSurrendered(subject, data.choice("for", SurrenderPurpose.class), by, at));

  private static final EventType<DocumentWaived> WAIVED =
      type(
          "waived",
          DocumentWaived.class,
          (out, event) -> out.field("reason", event.reason()),
          (data, subject, by, at) -> new DocumentWaived(subject, data.text("reason"), by, at));

  private static final EventType<DocumentVoided> VOIDED =
      type(
          "voided",
          DocumentVoided.class,
          (out, event) -> out.field("reason", event.reason()),
          (data, subject, by, at) -> new DocumentVoided(subject, data.text("reason"), by, at));

  static final List<EventType<? extends DocumentationEvent>> ALL =
      List.of(REQUESTED, SUBMITTED, VERIFIED, REJECTED, ISSUED, SURRENDERED, WAIVED, VOIDED);

  private DocumentationEvents() {}

  static EventType<? extends DocumentationEvent> typeOf(DocumentationEvent event) {
    return switch (event) {
      case DocumentRequested requested -> REQUESTED;
      case DocumentSubmitted submitted -> SUBMITTED;
      case DocumentVerified verified -> VERIFIED;
      case DocumentRejected rejected -> REJECTED;
      case DocumentIssued issued -> ISSUED;
      case DocumentSurrendered surrendered -> SURRENDERED;
      case DocumentWaived waived -> WAIVED;
      case DocumentVoided voided -> VOIDED;
    };
  }

  /** Reads the members that one type of event has beyond the common ones. */
  @FunctionalInterface
  private interface Reader<E> {
    E read(StoredFields data, Subject subject, Actor by, Instant at);
  }

  private static <E extends DocumentationEvent> EventType<E> type(
      String name, Class<E> type, EventType.Writer<E> writer, Reader<E> reader) {
    return new EventType<>(
        "documentation." + name + ".v1",
        type,
        (out, event) -> {
          write(out, event.subject());
          writer.write(out, event);
          out.field("documentStatus", event.documentStatus().name()).field("by", event.by().name());
        },
        (data, at, status) -> {
          E event = reader.read(data, subject(data), data.choice("by", Actor.class), at);
          data.constant("documentStatus", event.documentStatus().name());
          return event;
        });
  }

  static void write(JsonWriter out, Subject subject) {
    out.field("document", subject.document())
        .field("type", subject.type().name())
        .optional("name", subject.name())
        .field("from", subject.from().name())
        .field("shared", subject.shared())
        .field("gate", subject.gate().name());
  }

  static Subject subject(StoredFields fields) {
    return new Subject(
        fields.integer("document", MAX),
        fields.choice("type", DocumentType.class),
        fields.optionalText("name"),
        fields.choice("from", Party.class),
        fields.bool("shared"),
        fields.choice("gate", DocumentGate.class));
  }

  static void write(JsonWriter out, @Nullable Content content) {
    if (content != null) {
      out.field("sha256", content.sha256())
          .field("sizeBytes", content.sizeBytes())
          .field("mediaType", content.mediaType());
    }
  }

  static @Nullable Content content(StoredFields fields) {
    return fields.has("sha256")
        ? new Content(
            fields.text("sha256"), fields.integer("sizeBytes", MAX), fields.text("mediaType"))
        : null;
  }
}
