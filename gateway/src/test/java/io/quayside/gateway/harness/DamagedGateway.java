package io.quayside.gateway.harness;

import org.junit.jupiter.api.extension.ExtensionContext;

/** A gateway for tests that damage its data, of which it may complain. */
public final class DamagedGateway extends SharedGateway {
  public DamagedGateway() {
    super("damaged", SendingGateway.SETTINGS);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // Its complaints are what those tests ask for.
  }
}
