package io.quayside.gateway;

import io.quayside.gateway.config.GatewayConfig;
import io.quayside.gateway.tracing.Tracing;
import java.time.Duration;
import java.util.Optional;

/** The part of traces in a start: it ends last but one, so that it sends what the others end. */
final class TracingPart {
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(2);

  private TracingPart() {}

  /** Throws {@link StartException} if OpenTelemetry does not understand its environment. */
  static Optional<Tracing> start(GatewayConfig config, Shutdown shutdown) {
    return shutdown.start(
        "traces", () -> begin(config), STOPS_WITHIN, started -> started.ifPresent(Tracing::close));
  }

  private static Optional<Tracing> begin(GatewayConfig config) {
    try {
      return Tracing.start(config.traces(), BuildInfo.read().version());
    } catch (IllegalArgumentException e) {
      throw StartException.refused("traces: " + e.getMessage());
    }
  }
}
