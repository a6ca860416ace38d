package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The shipment's stored event types and the JSON of their data. */
final class ShipmentEvents {
  private static final EventType<ShipmentBooked> BOOKED =
      new EventType<>(
          "shipment.booked.v1",
          ShipmentBooked.class,
          (out, booked) -> BookingJson.write(out, booked.booking()),
          (data, at, status) -> leadingTo(status, new ShipmentBooked(BookingJson.read(data), at)));

  private static final EventType<CarrierAssigned> CARRIER_ASSIGNED =
      new EventType<>(
          "shipment.carrier-assigned.v1",
          CarrierAssigned.class,
          ShipmentEvents::write,
          (data, at, status) ->
              leadingTo(
                  status,
                  new CarrierAssigned(data.text("carrier"), data.optionalText("vehicle"), at)));

  private static final EventType<ShipmentReleased> RELEASED =
      new EventType<>(
          "shipment.released.v1",
          ShipmentReleased.class,
          (out, released) -> {},
          (data, at, status) -> leadingTo(status, new ShipmentReleased(at)));

  private static final EventType<ShipmentCancelled> CANCELLED =
      new EventType<>(
          "shipment.cancelled.v1",
          ShipmentCancelled.class,
          (out, cancelled) -> out.field("reason", cancelled.reason()),
          (data, at, status) -> leadingTo(status, new ShipmentCancelled(data.text("reason"), at)));

  /** One stored type per milestone code. */
  private static final Map<MilestoneCode, EventType<MilestoneRecorded>> MILESTONES =
      new EnumMap<>(MilestoneCode.class);

  static final List<EventType<? extends ShipmentEvent>> ALL;

  static {
    for (MilestoneCode code : MilestoneCode.values()) {
      MILESTONES.put(
          code,
          new EventType<>(
              nameOf(code),
              MilestoneRecorded.class,
              ShipmentEvents::write,
              ShipmentEvents::readMilestone));
    }
    List<EventType<? extends ShipmentEvent>> all =
        new ArrayList<>(List.of(BOOKED, CARRIER_ASSIGNED, RELEASED));
    all.addAll(MILESTONES.values());
    all.add(CANCELLED);
    ALL = List.copyOf(all);
  }

  private ShipmentEvents() {}

  static EventType<? extends ShipmentEvent> typeOf(ShipmentEvent event) {
    return switch (event) {
      case ShipmentBooked booked -> BOOKED;
      case CarrierAssigned assigned -> CARRIER_ASSIGNED;
      case ShipmentReleased released -> RELEASED;
      case MilestoneRecorded recorded ->
          Objects.requireNonNull(MILESTONES.get(recorded.milestone().code()));
      case ShipmentCancelled cancelled -> CANCELLED;
    };
  }

  private static String nameOf(MilestoneCode code) {
    return switch (code) {
      case PICKED_UP -> "shipment.picked-up.v1";
      case DEPARTED -> "shipment.departed.v1";
      case ARRIVED -> "shipment.arrived.v1";
      case CUSTOMS_HELD -> "shipment.customs-held.v1";
      case CUSTOMS_RELEASED -> "shipment.customs-released.v1";
      case OUT_FOR_DELIVERY -> "shipment.out-for-delivery.v1";
      case DELIVERY_ATTEMPTED -> "shipment.delivery-attempted.v1";
      case AVAILABLE_FOR_PICKUP -> "shipment.available-for-pickup.v1";
      case DELIVERED -> "shipment.delivered.v1";
      case EXCEPTION_RAISED -> "shipment.exception-raised.v1";
      case EXCEPTION_RESOLVED -> "shipment.exception-resolved.v1";
      case RETURN_STARTED -> "shipment.return-started.v1";
      case RETURNED -> "shipment.returned.v1";
      case LOST -> "shipment.lost.v1";
    };
  }

  private static void write(JsonWriter out, CarrierAssigned assigned) {
    out.field("carrier", assigned.carrier());
    if (assigned.vehicle() != null) {
      out.field("vehicle", assigned.vehicle());
    }
  }

  private static void write(JsonWriter out, MilestoneRecorded recorded) {
    MilestoneJson.write(out, recorded.milestone(), null);
    if (recorded.late()) {
      out.field("late", true);
    }
  }

  private static MilestoneRecorded readMilestone(StoredFields data, Instant at, Status status) {
    Milestone milestone = MilestoneJson.read(data);
    return new MilestoneRecorded(milestone, data.flag("late"), status, at);
  }

  private static <E extends ShipmentEvent> E leadingTo(Status status, E event) {
    if (event.status() != status) {
      throw new IllegalArgumentException("the event cannot lead to " + status);
    }
    return event;
  }
}
