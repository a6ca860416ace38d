package io.quayside.admin;

/** This version lacks the protocol number that is recorded as the floor. */
public final class ProtocolTooOldException extends RuntimeException {
  ProtocolTooOldException(String message) {
    super(message);
  }
}
