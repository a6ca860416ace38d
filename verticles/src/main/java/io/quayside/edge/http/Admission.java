package io.quayside.edge.http;

import io.vertx.core.http.HttpServerRequest;

/** Admits or refuses requests. */
@FunctionalInterface
public interface Admission {
  /** Admits every request. */
  Admission ALL = request -> () -> {};

  /**
   * Admits a request. Returns the task to run when its answer has ended; null for a refused
   * request, which has been answered if it could be.
   */
  Runnable admit(HttpServerRequest request);
}
