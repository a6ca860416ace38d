package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.time.Instant;
import java.util.Map;

/** A shipment's state as JSON: for whoever asks, and complete for the snapshot row. */
public final class ShipmentJson {
  private static final int EXPECTED_BYTES = 768;

  private ShipmentJson() {}

  /**
   * Writes the members that a query shows, from {@code status} to {@code lastMilestone}, into an
   * object that the caller has begun.
   */
  public static void writeFields(JsonWriter out, Shipment shipment) {
    out.field("status", shipment.status().name());
    BookingJson.write(out, shipment.booking());
    if (shipment.carrier() != null) {
      out.field("carrier", shipment.carrier());
    }
    if (shipment.vehicle() != null) {
      out.field("vehicle", shipment.vehicle());
    }
    out.field("bookedAt", shipment.bookedAt()).field("updatedAt", shipment.updatedAt());
    if (shipment.lastMilestone() != null) {
      out.beginObject("lastMilestone");
      MilestoneJson.write(out, shipment.lastMilestone(), shipment.lastMilestoneRecordedAt());
      out.endObject();
    }
  }

  /** The complete state, from which {@link #decodeState} restores an equal one. */
  public static byte[] encodeState(Shipment shipment) {
    JsonWriter out = new JsonWriter(EXPECTED_BYTES).beginObject();
    writeFields(out, shipment);
    if (shipment.statusBeforeException() != null) {
      out.field("statusBeforeException", shipment.statusBeforeException().name());
    }
    return out.endObject().toBytes();
  }

  /**
   * The state of a snapshot row.
   *
   * @throws IllegalArgumentException if it is none that {@link #encodeState} wrote
   */
  public static Shipment decodeState(Map<String, Object> members) {
    StoredFields fields = new StoredFields(members);
    StoredFields last = fields.optionalObject("lastMilestone");
    Instant lastRecordedAt = last == null ? null : last.time("recordedAt");
    Milestone lastMilestone = last == null ? null : MilestoneJson.read(last);
    if (last != null) {
      last.end();
    }
    Shipment shipment =
        new Shipment(
            BookingJson.read(fields),
            fields.choice("status", Status.class),
            fields.optionalChoice("statusBeforeException", Status.class),
            fields.optionalText("carrier"),
            fields.optionalText("vehicle"),
            lastMilestone,
            lastRecordedAt,
            fields.time("bookedAt"),
            fields.time("updatedAt"));
    fields.end();
    return shipment;
  }
}
