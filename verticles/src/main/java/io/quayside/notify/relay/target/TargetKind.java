package io.quayside.notify.relay.target;

import io.quayside.common.json.RequestFields;

/**
 * A kind of destinations.
 *
 * @param name as the configuration names it
 * @param reader reads the kind's own members; what offends is noted and may be null
 */
public record TargetKind(String name, Reader reader) {
  /** Reads the members of a kind. */
  @FunctionalInterface
  public interface Reader {
    TargetSettings read(RequestFields fields);
  }
}
