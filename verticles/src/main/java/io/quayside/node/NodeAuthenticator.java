package io.quayside.node;

import io.quayside.admin.Administration;
import io.quayside.auth.AuthSettings;
import io.quayside.auth.Authenticator;
import io.quayside.auth.RequiredAuthenticator;
import io.quayside.common.metrics.Metrics;
import io.vertx.core.Vertx;

/** The authenticator of a node's mode. */
final class NodeAuthenticator {
  private NodeAuthenticator() {}

  static Authenticator start(
      Vertx vertx, AuthSettings auth, Administration administration, Metrics metrics) {
    metrics.authDisabled(!auth.required());
    if (!auth.required()) {
      return Authenticator.OPEN;
    }
    RequiredAuthenticator required =
        new RequiredAuthenticator(vertx, auth, administration, metrics);
    required.start();
    return required;
  }
}
