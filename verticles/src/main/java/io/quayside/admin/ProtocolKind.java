package io.quayside.admin;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;

/** The protocol floor, the only object of its kind. */
final class ProtocolKind implements ObjectKind<ProtocolFloor> {
  @Override
  public String name() {
    return "protocol";
  }

  @Override
  public ProtocolFloor read(Stored stored, StoredFields data, SecretKeys keys) {
    if (!stored.id().equals(ProtocolFloor.ID)) {
      throw new IllegalArgumentException("its id is not " + ProtocolFloor.ID);
    }
    return new ProtocolFloor(stored.version(), data.integer("number", Integer.MAX_VALUE));
  }

  @Override
  public void write(ProtocolFloor floor, JsonWriter data, SecretKeys keys) {
    data.field("number", floor.number());
  }
}
