package io.quayside.log.envelope;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.shipment.BookingJson;
import io.quayside.domain.shipment.EventTypes;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneJson;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.shipment.Status;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;

/** An event's bytes: the same ones in Kafka, in the history and on a subscriber's socket. */
public final class EventCodec {
  private EventCodec() {}

  /** The event as one CloudEvents JSON object, written with the help of {@code out}. */
  public static byte[] encode(StoredEvent stored, JsonWriter out) {
    ShipmentEvent event = stored.event();
    CloudEvents.begin(
        out, stored.shipmentId(), null, stored.version(), stored.type(), event.recordedAt());
    out.field("shipmentversion", stored.version()).field("commandid", stored.commandId());
    out.beginObject("data");
    writeData(out, event);
    return out.field("status", event.status().name()).endObject().endObject().toBytes();
  }

  private static void writeData(JsonWriter out, ShipmentEvent event) {
    switch (event) {
      case ShipmentBooked booked -> BookingJson.write(out, booked.booking());
      case CarrierAssigned assigned -> {
        out.field("carrier", assigned.carrier());
        if (assigned.vehicle() != null) {
          out.field("vehicle", assigned.vehicle());
        }
      }
      case ShipmentReleased released -> {
        // A release says nothing but the status.
      }
      case MilestoneRecorded recorded -> {
        MilestoneJson.write(out, recorded.milestone(), null);
        if (recorded.late()) {
          out.field("late", true);
        }
      }
      case ShipmentCancelled cancelled -> out.field("reason", cancelled.reason());
    }
  }

  /**
   * The event of a record's value.
   *
   * @throws UndecodableEventException if the type or the shape is none that was ever written
   */
  public static StoredEvent decode(byte[] value) {
    return CloudEvents.decode(value, EventCodec::decode);
  }

  /** As {@link #decode(byte[])}, of a record of the log, which has to be of its key's shipment. */
  public static StoredEvent decode(String key, byte[] value) {
    return CloudEvents.decode(key, value, EventCodec::decode);
  }

  private static StoredEvent decode(StoredFields envelope) {
    String type = envelope.text("type");
    StoredFields data = envelope.object("data");
    Status status = data.choice("status", Status.class);
    ShipmentEvent event = event(type, data, status, envelope.time("time"));
    data.end();
    if (event.status() != status) {
      throw new IllegalArgumentException("it cannot lead to " + status);
    }
    StoredEvent stored =
        new StoredEvent(
            envelope.text("subject"),
            envelope.integer("shipmentversion", Integer.MAX_VALUE),
            type,
            envelope.text("commandid"),
            event);
    envelope.constant("id", stored.id());
    return stored;
  }

  private static ShipmentEvent event(
      String type, StoredFields data, Status status, Instant recordedAt) {
    return switch (type) {
      case EventTypes.BOOKED -> new ShipmentBooked(BookingJson.read(data), recordedAt);
      case EventTypes.CARRIER_ASSIGNED ->
          new CarrierAssigned(data.text("carrier"), data.optionalText("vehicle"), recordedAt);
      case EventTypes.RELEASED -> new ShipmentReleased(recordedAt);
      case EventTypes.CANCELLED -> new ShipmentCancelled(data.text("reason"), recordedAt);
      default -> milestone(type, data, status, recordedAt);
    };
  }

  private static MilestoneRecorded milestone(
      String type, StoredFields data, Status status, Instant recordedAt) {
    if (!EventTypes.isMilestone(type)) {
      throw new IllegalArgumentException("the type is unknown");
    }
    Milestone milestone = MilestoneJson.read(data);
    return new MilestoneRecorded(milestone, data.flag("late"), status, recordedAt);
  }
}
