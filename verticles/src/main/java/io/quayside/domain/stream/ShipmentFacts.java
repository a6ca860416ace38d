package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.BiddingEvent;
import io.quayside.domain.bidding.Invitations;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import org.jspecify.annotations.Nullable;

/**
 * As much of a {@link ShipmentStream} as is needed to say who may read it and which filters hold
 * it: small enough to keep for very many shipments.
 *
 * @param carrier the assigned carrier, also one that has given the shipment back; or null
 */
public record ShipmentFacts(
    int version,
    String tenant,
    String shipper,
    @Nullable String carrier,
    Status status,
    Invitations invitations) {

  /** The facts of a stream that was booked. */
  public static ShipmentFacts of(ShipmentStream stream) {
    return new ShipmentFacts(
        stream.version(),
        stream.tenant(),
        stream.shipment().booking().shipper(),
        stream.shipment().carrier(),
        stream.status(),
        Invitations.of(stream.slice(Contexts.BIDDING)));
  }

  /**
   * The facts after an event; {@code before} is null for a booking.
   *
   * @throws IllegalStateException if the event cannot follow
   */
  public static ShipmentFacts after(@Nullable ShipmentFacts before, StoredEvent stored) {
    if (before == null) {
      if (stored.version() == 1 && stored.event() instanceof ShipmentBooked booked) {
        return new ShipmentFacts(
            1,
            stored.tenant(),
            booked.booking().shipper(),
            null,
            stored.status(),
            Invitations.NONE);
      }
      throw new IllegalStateException(stored.type() + " opens no shipment");
    }
    Event event = stored.event();
    String assigned = event.assignedCarrier();
    Invitations invited =
        event instanceof BiddingEvent bidding
            ? before.invitations.after(bidding)
            : before.invitations;
    return new ShipmentFacts(
        stored.version(),
        before.tenant,
        before.shipper,
        assigned == null ? before.carrier : assigned,
        stored.status(),
        invited);
  }

  /** Whether a principal may read the shipment; as {@link Rights#mayRead} says of its stream. */
  public boolean isReadableBy(Principal principal) {
    if (!tenant.equals(principal.tenant())) {
      return false;
    }
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> true;
      case DEVICE -> false;
      case SHIPPER -> principal.isShipper(shipper);
      case CARRIER -> principal.isCarrier(carrier) || invitations.isReadBy(principal);
    };
  }
}
