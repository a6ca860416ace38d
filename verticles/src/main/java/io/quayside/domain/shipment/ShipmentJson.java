package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Status;
import java.time.Instant;

/** A shipment's state as JSON: as queries show it, and complete for the snapshot. */
public final class ShipmentJson {
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
    out.field("bookedAt", shipment.bookedAt());
    if (shipment.lastMilestone() != null) {
      out.beginObject("lastMilestone");
      MilestoneJson.write(out, shipment.lastMilestone(), shipment.lastMilestoneRecordedAt());
      out.endObject();
    }
  }

  /** Writes the complete state, from which {@link #readState} restores an equal one. */
  static void writeState(JsonWriter out, Shipment shipment) {
    writeFields(out, shipment);
    if (shipment.statusBeforeException() != null) {
      out.field("statusBeforeException", shipment.statusBeforeException().name());
    }
  }

  /** Reads the members that {@link #writeState} wrote. */
  static Shipment readState(StoredFields fields) {
    StoredFields last = fields.optionalObject("lastMilestone");
    Instant lastRecordedAt = last == null ? null : last.time("recordedAt");
    Milestone lastMilestone = last == null ? null : MilestoneJson.read(last);
    if (last != null) {
      last.end();
    }
    return new Shipment(
        BookingJson.read(fields),
        fields.choice("status", Status.class),
        fields.optionalChoice("statusBeforeException", Status.class),
        fields.optionalText("carrier"),
        fields.optionalText("vehicle"),
        lastMilestone,
        lastRecordedAt,
        fields.time("bookedAt"));
  }
}
