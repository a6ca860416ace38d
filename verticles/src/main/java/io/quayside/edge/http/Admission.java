package io.quayside.edge.http;

import io.vertx.core.http.HttpServerRequest;

/** Decides whether a request may go on. */
@FunctionalInterface
public interface Admission {
  /** Lets every request go on. */
  Admission ALL = request -> () -> {};

  /**
   * What is to be run when the request's answer has ended; null if the request may not go on. It
   * has been answered then, as far as it can be.
   */
  Runnable admit(HttpServerRequest request);
}
