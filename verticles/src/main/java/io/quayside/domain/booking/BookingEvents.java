package io.quayside.domain.booking;

import io.quayside.common.json.StoredFields;
import io.quayside.domain.EventType;
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
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Party;
import java.time.Instant;
import java.util.List;

/** The stored event types of bookings and the JSON of their data. */
final class BookingEvents {
  private static final int MAX = Integer.MAX_VALUE;

  private static final EventType<BookingStarted> STARTED =
      type(
          "started",
          BookingStarted.class,
          (out, event) -> {
            PlanJson.write(out.beginObject("plan"), event.plan());
            out.endObject();
          },
          (data, phase, at) -> new BookingStarted(PlanJson.read(data.object("plan")), phase, at));

  private static final EventType<DocumentReminded> REMINDED =
      type(
          "reminded",
          DocumentReminded.class,
          (out, event) ->
              out.field("document", event.document())
                  .field("type", event.type().name())
                  .optional("name", event.name())
                  .field("from", event.from().name())
                  .field("shared", event.shared())
                  .field("dueAt", event.dueAt()),
          (data, phase, at) ->
              new DocumentReminded(
                  data.integer("document", MAX),
                  data.choice("type", DocumentType.class),
                  data.optionalText("name"),
                  data.choice("from", Party.class),
                  data.bool("shared"),
                  data.time("dueAt"),
                  phase,
                  at));

  private static final EventType<BookingHeld> HELD =
      type(
          "held",
          BookingHeld.class,
          (out, event) ->
              out.field("cause", event.cause().name()).optional("document", event.document()),
          (data, phase, at) ->
              new BookingHeld(
                  data.choice("cause", HoldCause.class),
                  data.optionalInteger("document", MAX),
                  phase,
                  at));

  private static final EventType<BookingStuck> STUCK =
      type(
          "stuck",
          BookingStuck.class,
          (out, event) ->
              out.field("rule", event.rule().word())
                  .field("subject", event.subject())
                  .field("code", event.code())
                  .field("detail", event.detail()),
          (data, phase, at) ->
              new BookingStuck(
                  rule(data),
                  data.text("subject"),
                  data.text("code"),
                  data.text("detail"),
                  phase,
                  at));

  private static final EventType<BookingRetried> RETRIED =
      type(
          "retried",
          BookingRetried.class,
          (out, event) -> {},
          (data, phase, at) -> new BookingRetried(phase, at));

  private static final EventType<StepSkipped> SKIPPED =
      type(
          "skipped",
          StepSkipped.class,
          (out, event) ->
              out.field("rule", event.rule().word())
                  .field("subject", event.subject())
                  .field("reason", event.reason()),
          (data, phase, at) ->
              new StepSkipped(rule(data), data.text("subject"), data.text("reason"), phase, at));

  private static final EventType<BookingPaused> PAUSED =
      type(
          "paused",
          BookingPaused.class,
          (out, event) -> out.field("reason", event.reason()),
          (data, phase, at) -> new BookingPaused(data.text("reason"), phase, at));

  private static final EventType<BookingResumed> RESUMED =
      type(
          "resumed",
          BookingResumed.class,
          (out, event) -> {},
          (data, phase, at) -> new BookingResumed(phase, at));

  private static final EventType<BookingCompensated> COMPENSATED =
      type(
          "compensated",
          BookingCompensated.class,
          (out, event) -> {},
          (data, phase, at) -> new BookingCompensated(at));

  private static final EventType<BookingCompleted> COMPLETED =
      type(
          "completed",
          BookingCompleted.class,
          (out, event) -> out.field("outcome", event.outcome().name()),
          (data, phase, at) -> new BookingCompleted(data.choice("outcome", Outcome.class), at));

  static final List<EventType<? extends BookingEvent>> ALL =
      List.of(
          STARTED,
          REMINDED,
          HELD,
          STUCK,
          RETRIED,
          SKIPPED,
          PAUSED,
          RESUMED,
          COMPENSATED,
          COMPLETED);

  private BookingEvents() {}

  static EventType<? extends BookingEvent> typeOf(BookingEvent event) {
    return switch (event) {
      case BookingStarted started -> STARTED;
      case DocumentReminded reminded -> REMINDED;
      case BookingHeld held -> HELD;
      case BookingStuck stuck -> STUCK;
      case BookingRetried retried -> RETRIED;
      case StepSkipped skipped -> SKIPPED;
      case BookingPaused paused -> PAUSED;
      case BookingResumed resumed -> RESUMED;
      case BookingCompensated compensated -> COMPENSATED;
      case BookingCompleted completed -> COMPLETED;
    };
  }

  /** Reads the members that one type of event has beside {@code phase}. */
  @FunctionalInterface
  private interface Reader<E> {
    E read(StoredFields data, Phase phase, Instant at);
  }

  private static <E extends BookingEvent> EventType<E> type(
      String name, Class<E> type, EventType.Writer<E> writer, Reader<E> reader) {
    return new EventType<>(
        "booking." + name + ".v1",
        type,
        (out, event) -> {
          writer.write(out, event);
          out.field("phase", event.phase().name());
        },
        (data, at, status) -> {
          Phase phase = data.choice("phase", Phase.class);
          E event = reader.read(data, phase, at);
          if (event.phase() != phase) {
            throw new IllegalArgumentException("phase is not that of booking." + name);
          }
          return event;
        });
  }

  /** The rule that a member names. */
  static RuleName rule(StoredFields fields) {
    RuleName rule = RuleName.ofWord(fields.text("rule"));
    if (rule == null) {
      throw new IllegalArgumentException("rule is not the name of a rule");
    }
    return rule;
  }
}
