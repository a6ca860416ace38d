package io.quayside.foreign;

import io.quayside.common.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a record. */
public record RecordResult(
    int index, @Nullable String eventId, List<Done> done, List<Refused> refused) {
  /** A shipment that the record counts for, and the id of its event or position. */
  public record Done(String shipmentId, String eventId) {}

  /** A dead letter. */
  public record Refused(String letterId, String code, String detail) {}

  /** How a record ended. */
  public enum Outcome {
    CAPTURED("captured"),
    UNTRANSLATED("untranslated"),
    DEAD_LETTER("dead-letter");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public Outcome outcome() {
    if (!done.isEmpty()) {
      return Outcome.CAPTURED;
    }
    return refused.isEmpty() ? Outcome.UNTRANSLATED : Outcome.DEAD_LETTER;
  }

  /** Writes the result as an element of an array. */
  public void write(JsonWriter out) {
    out.beginObject()
        .field("index", index)
        .optional("eventID", eventId)
        .field("outcome", outcome().word());
    if (!done.isEmpty()) {
      out.beginArray("shipments");
      for (Done one : done) {
        out.beginObject()
            .field("shipmentId", one.shipmentId)
            .field("eventId", one.eventId)
            .endObject();
      }
      out.endArray();
    }
    if (!refused.isEmpty()) {
      out.beginArray("letters");
      refused.forEach(letter -> out.value(letter.letterId));
      out.endArray();
    }
    out.endObject();
  }
}
