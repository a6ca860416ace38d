package io.quayside.admin;

import io.quayside.common.identity.Principal;

/**
 * The protocol number without which no node starts any more: something was written that only this
 * number allows. There is one such object.
 */
public record ProtocolFloor(int version, int number) implements AdminObject {
  /** The id of the one object. */
  static final String ID = "floor";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String tenant() {
    return Principal.DEFAULT_TENANT;
  }
}
