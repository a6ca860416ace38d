package io.quayside.log.envelope;

/** A record of the log that cannot be understood; whoever reads it stops or parks its shipment. */
public final class UndecodableEventException extends RuntimeException {
  private final String type;
  private final String id;

  UndecodableEventException(String type, String id, Throwable cause) {
    super("cannot decode " + type + " with id " + id + ": " + cause.getMessage(), cause);
    this.type = type;
    this.id = id;
  }

  /** The record's type, or a question mark where it shows none. */
  public String type() {
    return type;
  }

  /** The record's id, or a question mark where it shows none. */
  public String id() {
    return id;
  }
}
