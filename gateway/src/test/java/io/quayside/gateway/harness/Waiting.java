package io.quayside.gateway.harness;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How all tests wait for conditions: they look at once, then after 10 ms, 20 ms more and so on up
 * to 100 ms. Awaitility's own first look is after 100 ms, also at what is true already.
 */
public final class Waiting implements BeforeAllCallback {
  private static final int FIRST_MILLIS = 10;
  private static final int LONGEST_MILLIS = 100;

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(
        (looks, former) -> Duration.ofMillis(Math.min(FIRST_MILLIS * looks, LONGEST_MILLIS)));
  }
}
