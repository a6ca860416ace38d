package io.quayside.domain;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may send a command. A shipper needs to act for the shipment's shipper, a carrier for the
 * carrier that the command names, or for the assigned one where it names none. An operator may send
 * every command to every shipment of its tenant.
 *
 * @param roles the roles that may send the command at all; at least operators
 * @param namedShipper the shipper that a command names, which must be the shipper's own; null where
 *     commands name none
 * @param namedCarrier the carrier that a command names, which must be the carrier's own; null where
 *     commands name none
 */
public record Right<C extends Command>(
    Set<Role> roles,
    @Nullable Function<C, String> namedShipper,
    @Nullable Function<C, String> namedCarrier) {
  private static final Set<Role> SHIPPERS = Set.of(Role.SHIPPER, Role.OPERATOR);
  private static final Set<Role> CARRIERS = Set.of(Role.CARRIER, Role.OPERATOR);

  public Right {
    roles = Set.copyOf(roles);
    if (!roles.contains(Role.OPERATOR)) {
      throw new IllegalArgumentException("operators may send every command");
    }
  }

  /** For the shipper of the shipment. */
  public static <C extends Command> Right<C> ofShipper() {
    return new Right<>(SHIPPERS, null, null);
  }

  /** For the shipper that the command names. */
  public static <C extends Command> Right<C> ofShipper(Function<C, String> named) {
    return new Right<>(SHIPPERS, named, null);
  }

  /** For the assigned carrier. */
  public static <C extends Command> Right<C> ofCarrier() {
    return new Right<>(CARRIERS, null, null);
  }

  /** For the shipper of the shipment and the assigned carrier. */
  public static <C extends Command> Right<C> ofShipperOrCarrier() {
    return new Right<>(EnumSet.of(Role.SHIPPER, Role.CARRIER, Role.OPERATOR), null, null);
  }

  /** For the carrier that the command names. */
  public static <C extends Command> Right<C> ofCarrier(Function<C, String> named) {
    return new Right<>(CARRIERS, null, named);
  }

  /** Whether the shipper or carrier that the command names, if any, is the principal's own. */
  public boolean namesOwn(Principal principal, C command) {
    return switch (principal.role()) {
      case SHIPPER -> namedShipper == null || principal.isShipper(namedShipper.apply(command));
      case CARRIER -> namedCarrier == null || principal.isCarrier(namedCarrier.apply(command));
      case DEVICE, SERVICE, OPERATOR -> true;
    };
  }

  /**
   * Whether a principal may send the command to a shipment of its tenant.
   *
   * @param shipper the shipment's shipper; null for a command that opens a stream
   * @param carrier the assigned carrier, or null
   */
  public boolean allows(
      Principal principal, C command, @Nullable String shipper, @Nullable String carrier) {
    return roles.contains(principal.role())
        && namesOwn(principal, command)
        && switch (principal.role()) {
          case SHIPPER -> shipper == null || principal.isShipper(shipper);
          case CARRIER -> namedCarrier != null || principal.isCarrier(carrier);
          case DEVICE, SERVICE, OPERATOR -> true;
        };
  }
}
