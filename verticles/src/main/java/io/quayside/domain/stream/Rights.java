package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.shipment.Shipment;
import org.jspecify.annotations.Nullable;

/**
 * What principals may do with streams: the rules of tenants and roles, and those of the contexts'
 * descriptors. Pure; the doors, the shards and the read models ask it.
 */
public final class Rights {
  private final Contexts contexts;

  Rights(Contexts contexts) {
    this.contexts = contexts;
  }

  /** Whether a principal may read a stream; false for a shipment that was never booked. */
  public boolean mayRead(Principal principal, ShipmentStream stream) {
    if (!isOfTenant(principal, stream)) {
      return false;
    }
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> true;
      case DEVICE -> false;
      case SHIPPER, CARRIER -> contexts.isReaderBySlice(principal, stream);
    };
  }

  /** Whether a stream has events and belongs to the tenant that the principal acts in. */
  public boolean isOfTenant(Principal principal, ShipmentStream stream) {
    return stream.version() > 0 && principal.tenant().equals(stream.tenant());
  }

  /**
   * Whether there is a stream for a command of a principal: one of its tenant, or none yet for a
   * command that opens one.
   */
  public boolean exists(Principal principal, ShipmentStream stream, Command command) {
    return stream.version() == 0 ? command.opensStream() : isOfTenant(principal, stream);
  }

  /** Whether a principal may send a command to a stream, or open one by it. */
  public Access access(Principal principal, ShipmentStream stream, Command command) {
    if (!exists(principal, stream, command)) {
      return Access.NOT_FOUND;
    }
    CommandType<?> type = contexts.typeOf(command);
    if (stream.version() == 0) {
      return type.isAllowedTo(principal, command, null, null) ? Access.GRANTED : Access.FORBIDDEN;
    }
    Shipment shipment = stream.shipment();
    String shipper = shipment.booking().shipper();
    if (!type.isAllowedTo(principal, command, shipper, shipment.carrier())) {
      return refused(principal, stream);
    }
    // A carrier that the command names is its own need not be one that may know of the shipment.
    return principal.role() != Role.CARRIER
            || mayRead(principal, stream)
            || contexts.isReaderOfSubject(principal, stream, command)
        ? Access.GRANTED
        : Access.NOT_FOUND;
  }

  /** Whether a principal may report tracking updates of a device for a stream. */
  public Access reportAccess(Principal principal, ShipmentStream stream, String deviceId) {
    if (!principal.mayReportAs(deviceId)) {
      return Access.FORBIDDEN;
    }
    if (!isOfTenant(principal, stream)) {
      return Access.NOT_FOUND;
    }
    return switch (principal.role()) {
      case OPERATOR -> Access.GRANTED;
      case DEVICE -> deviceAccess(principal, stream.shipment().carrier());
      case CARRIER ->
          principal.isCarrier(stream.shipment().carrier())
              ? Access.GRANTED
              : refused(principal, stream);
      case SHIPPER, SERVICE -> Access.FORBIDDEN;
    };
  }

  /** A device reads no shipment, so there is none for it where it may not report. */
  private static Access deviceAccess(Principal device, @Nullable String carrier) {
    boolean carries =
        device.carriers().isEmpty() || (carrier != null && device.carriers().contains(carrier));
    return carries ? Access.GRANTED : Access.NOT_FOUND;
  }

  private Access refused(Principal principal, ShipmentStream stream) {
    return mayRead(principal, stream) ? Access.FORBIDDEN : Access.NOT_FOUND;
  }
}
