package io.quayside.domain.booking;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.booking.BookingProgress.End;
import io.quayside.domain.booking.BookingProgress.Held;
import io.quayside.domain.booking.BookingProgress.Pause;
import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.booking.BookingProgress.Stuck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bookings as JSON: parts as queries show them, and the complete state for the snapshot. */
public final class BookingJson {
  private static final int MAX = Integer.MAX_VALUE;

  private BookingJson() {}

  /** Writes the members {@code held}, {@code stuck} and {@code paused}, where they are. */
  public static void writeConcerns(JsonWriter out, BookingProgress booking) {
    if (!booking.held().isEmpty()) {
      writeHeld(out, booking);
    }
    Stuck stuck = booking.stuck();
    if (stuck != null) {
      write(out.beginObject("stuck"), stuck);
      out.endObject();
    }
    Pause paused = booking.paused();
    if (paused != null) {
      out.beginObject("paused")
          .field("reason", paused.reason())
          .field("since", paused.since())
          .endObject();
    }
  }

  private static void writeHeld(JsonWriter out, BookingProgress booking) {
    out.beginArray("held");
    for (Held held : booking.held()) {
      out.beginObject()
          .field("cause", held.cause().name())
          .optional("document", held.document())
          .field("since", held.since())
          .endObject();
    }
    out.endArray();
  }

  private static void write(JsonWriter out, Stuck stuck) {
    out.field("rule", stuck.step().rule().word())
        .field("subject", stuck.step().subject())
        .field("code", stuck.code())
        .field("detail", stuck.detail())
        .field("since", stuck.since());
  }

  static void write(JsonWriter out, BookingProgress booking) {
    PlanJson.write(out.beginObject("plan"), booking.plan());
    out.endObject().field("startedAt", booking.startedAt());
    End ended = booking.ended();
    if (ended != null) {
      out.field("ended", ended.phase().name()).optional("outcome", ended.outcome());
    }
    writeConcerns(out, booking);
    if (booking.stuck() != null) {
      out.field("again", booking.stuck().again());
    }
    out.optional("resumedAt", booking.resumedAt()).field("tendersSince", booking.tendersSince());
    if (!booking.reminded().isEmpty()) {
      out.beginArray("reminded");
      booking.reminded().stream().sorted().forEach(document -> out.value(document.toString()));
      out.endArray();
    }
    if (!booking.skipped().isEmpty()) {
      out.beginArray("skipped");
      booking.skipped().stream()
          .sorted(Comparator.comparing(Step::rule).thenComparing(Step::subject))
          .forEach(
              step ->
                  out.beginObject()
                      .field("rule", step.rule().word())
                      .field("subject", step.subject())
                      .endObject());
      out.endArray();
    }
  }

  static BookingProgress read(StoredFields fields) {
    return new BookingProgress(
        PlanJson.read(fields.object("plan")),
        fields.time("startedAt"),
        fields.has("ended")
            ? new End(
                fields.choice("ended", Phase.class),
                fields.optionalChoice("outcome", Outcome.class))
            : null,
        held(fields.optionalObjects("held")),
        fields.has("stuck") ? stuck(fields.object("stuck"), fields.bool("again")) : null,
        fields.has("paused") ? paused(fields.object("paused")) : null,
        fields.optionalTime("resumedAt"),
        fields.integer("tendersSince", MAX),
        fields.has("reminded") ? numbers(fields.texts("reminded")) : Set.of(),
        skipped(fields.optionalObjects("skipped")));
  }

  private static List<Held> held(@Nullable List<StoredFields> given) {
    List<Held> held = new ArrayList<>();
    for (StoredFields one : given == null ? List.<StoredFields>of() : given) {
      held.add(
          new Held(
              one.choice("cause", HoldCause.class),
              one.optionalInteger("document", MAX),
              one.time("since")));
      one.end();
    }
    return held;
  }

  private static Stuck stuck(StoredFields fields, boolean again) {
    Stuck stuck =
        new Stuck(
            step(fields), fields.text("code"), fields.text("detail"), fields.time("since"), again);
    fields.end();
    return stuck;
  }

  private static Pause paused(StoredFields fields) {
    Pause pause = new Pause(fields.text("reason"), fields.time("since"));
    fields.end();
    return pause;
  }

  private static Set<Integer> numbers(List<String> texts) {
    Set<Integer> numbers = new HashSet<>();
    texts.forEach(text -> numbers.add(Integer.valueOf(text)));
    return numbers;
  }

  private static Set<Step> skipped(@Nullable List<StoredFields> given) {
    Set<Step> skipped = new HashSet<>();
    for (StoredFields one : given == null ? List.<StoredFields>of() : given) {
      skipped.add(step(one));
      one.end();
    }
    return skipped;
  }

  private static Step step(StoredFields fields) {
    return new Step(BookingEvents.rule(fields), fields.text("subject"));
  }
}
