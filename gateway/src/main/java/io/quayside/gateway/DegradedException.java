package io.quayside.gateway;

/** The failure of a check without which the process is ready nevertheless. */
final class DegradedException extends RuntimeException {
  DegradedException(String detail) {
    super(detail);
  }
}
