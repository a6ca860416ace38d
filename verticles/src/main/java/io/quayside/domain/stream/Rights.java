package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Command;
import io.quayside.domain.CommandType;
import io.quayside.domain.Context;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.shipment.Shipment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What principals may do with streams: the rules of tenants and roles, and those of the contexts'
 * descriptors. Pure; the doors, the shards and the read models ask it.
 */
public final class Rights {
  /** The principal may not know that there is such a shipment, or there is none. */
  public static final Problem NO_SHIPMENT =
      new Problem(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment");

  /** The principal may know of the shipment, but not do this. */
  public static final Problem NOT_ALLOWED = Context.NOT_ALLOWED;

  private static final Optional<Problem> GRANTED = Optional.empty();
  private static final Optional<Problem> FORBIDDEN = Optional.of(NOT_ALLOWED);
  private static final Optional<Problem> UNKNOWN = Optional.of(NO_SHIPMENT);

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

  /**
   * Whether a principal may read a tender of a stream: the shipment's shipper and the carriers that
   * were invited, for ever.
   */
  public boolean mayRead(Principal principal, ShipmentStream stream, Tender tender) {
    if (!isOfTenant(principal, stream)) {
      return false;
    }
    return switch (principal.role()) {
      case OPERATOR, SERVICE -> true;
      case DEVICE -> false;
      case SHIPPER -> principal.isShipper(stream.shipment().booking().shipper());
      case CARRIER -> principal.carriers().stream().anyMatch(tender::isInvited);
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

  /** Why a principal may not send a command to a stream, or open one by it; empty if it may. */
  public Optional<Problem> refusal(Principal principal, ShipmentStream stream, Command command) {
    if (!exists(principal, stream, command)) {
      return UNKNOWN;
    }
    if (principal.isSaga()) {
      return GRANTED;
    }
    CommandType<?> type = contexts.typeOf(command);
    if (stream.version() == 0) {
      return type.isAllowedTo(principal, command, null, null) ? GRANTED : FORBIDDEN;
    }
    Shipment shipment = stream.shipment();
    String shipper = shipment.booking().shipper();
    boolean allowed = type.isAllowedTo(principal, command, shipper, shipment.carrier());
    if (allowed && principal.role() != Role.CARRIER) {
      return GRANTED;
    }
    boolean knows =
        mayRead(principal, stream)
            || (principal.role() == Role.CARRIER
                && contexts.isReaderOfSubject(principal, stream, command));
    if (!knows) {
      return UNKNOWN;
    }
    if (allowed) {
      return GRANTED;
    }
    return type.roles().contains(principal.role())
        ? Optional.of(contexts.refusalToReader(command))
        : FORBIDDEN;
  }

  /** Why a principal may not report tracking updates of a device for a stream; empty if it may. */
  public Optional<Problem> reportRefusal(
      Principal principal, ShipmentStream stream, String deviceId) {
    if (!principal.mayReportAs(deviceId)) {
      return FORBIDDEN;
    }
    if (!isOfTenant(principal, stream)) {
      return UNKNOWN;
    }
    return switch (principal.role()) {
      case OPERATOR -> GRANTED;
      case DEVICE -> deviceRefusal(principal, stream.shipment().carrier());
      case CARRIER -> {
        if (principal.isCarrier(stream.shipment().carrier())) {
          yield GRANTED;
        }
        yield mayRead(principal, stream) ? FORBIDDEN : UNKNOWN;
      }
      case SHIPPER, SERVICE -> FORBIDDEN;
    };
  }

  /** A device reads no shipment, so there is none for it where it may not report. */
  private static Optional<Problem> deviceRefusal(Principal device, @Nullable String carrier) {
    boolean carries =
        device.carriers().isEmpty() || (carrier != null && device.carriers().contains(carrier));
    return carries ? GRANTED : UNKNOWN;
  }
}
