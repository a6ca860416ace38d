package io.quayside.edge.tls;

/** Certificate files that cannot be used; the message completes a sentence about them. */
public final class BrokenCertificateException extends RuntimeException {
  BrokenCertificateException(String message, Throwable cause) {
    super(message, cause);
  }

  BrokenCertificateException(String message) {
    super(message);
  }
}
