package io.quayside.domain.shipment;

import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of stored type names. A name is never changed or reused; the number in it is the
 * version of the schema of {@code data}.
 */
public final class EventTypes {
  public static final String BOOKED = "shipment.booked.v1";
  public static final String CARRIER_ASSIGNED = "shipment.carrier-assigned.v1";
  public static final String RELEASED = "shipment.released.v1";
  public static final String CANCELLED = "shipment.cancelled.v1";
  public static final String POSITION_REPORTED = "tracking.position-reported.v1";

  private static final Set<String> MILESTONES =
      Stream.of(MilestoneCode.values())
          .map(EventTypes::typeOf)
          .collect(Collectors.toCollection(LinkedHashSet::new));

  private EventTypes() {}

  /** The type of an event. */
  public static String typeOf(ShipmentEvent event) {
    return switch (event) {
      case ShipmentBooked booked -> BOOKED;
      case CarrierAssigned assigned -> CARRIER_ASSIGNED;
      case ShipmentReleased released -> RELEASED;
      case MilestoneRecorded recorded -> typeOf(recorded.milestone().code());
      case ShipmentCancelled cancelled -> CANCELLED;
    };
  }

  static String typeOf(MilestoneCode code) {
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

  public static boolean isMilestone(String type) {
    return MILESTONES.contains(type);
  }

  /** Every type that Quayside has ever stored, the positions' included. */
  public static Set<String> all() {
    Set<String> types = new LinkedHashSet<>(List.of(BOOKED, CARRIER_ASSIGNED, RELEASED));
    types.addAll(MILESTONES);
    types.addAll(List.of(CANCELLED, POSITION_REPORTED));
    return types;
  }
}
