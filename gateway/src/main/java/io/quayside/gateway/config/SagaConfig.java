package io.quayside.gateway.config;

/**
 * The booking process.
 *
 * @param pollSeconds how often the read models are asked for its timers
 */
public record SagaConfig(int pollSeconds) {
  public SagaConfig {
    GatewayConfig.require(
        pollSeconds >= 1 && pollSeconds <= 60,
        ConfigKey.SAGA_POLL_SECONDS,
        "a number from 1 to 60");
  }
}
