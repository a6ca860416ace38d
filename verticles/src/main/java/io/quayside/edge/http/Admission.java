package io.quayside.edge.http;

import io.quayside.auth.Authenticator;
import io.quayside.auth.ConnectionCredential;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Admits or refuses requests. */
@FunctionalInterface
public interface Admission {
  /** Admits every request. */
  Admission ALL =
      request ->
          new Admitted() {
            @Override
            public void run() {}
          };

  /** Admits a request; null for a refused request, which has been answered if it could be. */
  @Nullable Admitted admit(HttpServerRequest request);

  /** The connection of an admitted request; run when the answer of the request has ended. */
  abstract class Admitted implements Runnable {
    private @Nullable ConnectionCredential credential;

    /** The request or its answer has moved on, so that the time for it begins anew. */
    protected void progressed() {}

    /** The gateway holds the request or its answer up: this is not the client's time. */
    protected void held() {}

    /** The credential that the connection presented last. */
    ConnectionCredential credential(Authenticator authenticator) {
      if (credential == null) {
        credential = new ConnectionCredential(authenticator);
      }
      return credential;
    }
  }
}
