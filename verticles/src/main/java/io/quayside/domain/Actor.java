package io.quayside.domain;

import io.quayside.common.identity.Principal;

/** On whose behalf a command is decided, as far as the contexts tell. */
public enum Actor {
  /** The shipment's shipper. */
  SHIPPER,
  /** A carrier: the one that the command names, or the assigned one. */
  CARRIER,
  /** An operator, who may do what everybody may. */
  OPERATOR,
  /** The booking process. */
  SAGA;

  /** On whose behalf a principal that may send commands acts. */
  public static Actor of(Principal principal) {
    return switch (principal.role()) {
      case SHIPPER -> SHIPPER;
      case CARRIER -> CARRIER;
      case OPERATOR -> principal.isSaga() ? SAGA : OPERATOR;
      case DEVICE, SERVICE ->
          throw new IllegalArgumentException(principal.role() + " sends no commands");
    };
  }
}
