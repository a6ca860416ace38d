package io.quayside.domain;

/**
 * A request to change a shipment, decided by one context. Shapes and bounds have been checked
 * before one exists. Commands are records, so that equal payloads are equal commands.
 */
public interface Command {
  /** Whether the command opens a stream; every other command needs a shipment that exists. */
  default boolean opensStream() {
    return false;
  }

  /** The command as its sender gave it, without what the gateway has looked up for it. */
  default Command payload() {
    return this;
  }
}
