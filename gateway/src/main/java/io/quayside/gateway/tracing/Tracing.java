package io.quayside.gateway.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.quayside.common.trace.Traces;
import io.quayside.gateway.config.TracesConfig;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * OpenTelemetry in this process: Vert.x makes the spans of requests and queries, the gateway those
 * of its stages. Where traces are not enabled nothing of it is loaded.
 */
public final class Tracing implements AutoCloseable {
  private static final long FLUSH_MILLIS = 1_500;
  private static final double PERCENT = 100;

  private final OpenTelemetrySdk sdk;

  private Tracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  /**
   * Starts to trace, if that is enabled. Throws {@link IllegalArgumentException} where an
   * environment variable of OpenTelemetry is not understood.
   */
  public static Optional<Tracing> start(TracesConfig config, String version) {
    if (!config.enabled()) {
      return Optional.empty();
    }
    OpenTelemetryLog.pass();
    try {
      var sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> properties(config, version))
              .build()
              .getOpenTelemetrySdk();
      return Optional.of(new Tracing(sdk));
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Defaults; environment variables win over them. */
  private static Map<String, String> properties(TracesConfig config, String version) {
    var properties = new HashMap<String, String>();
    properties.put("otel.service.name", "quayside");
    properties.put("otel.resource.attributes", "service.version=" + version);
    // Metrics are asked for by Prometheus, and logs go to standard output.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    properties.put("otel.propagators", "tracecontext");
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    config.endpoint().ifPresent(url -> properties.put("otel.exporter.otlp.endpoint", url));
    config
        .percent()
        .ifPresent(
            percent -> {
              properties.put("otel.traces.sampler", "parentbased_traceidratio");
              properties.put("otel.traces.sampler.arg", Double.toString(percent / PERCENT));
            });
    return properties;
  }

  /** The gateway's own spans. */
  public Traces traces() {
    return new Traces(new OpenTelemetrySpans(sdk));
  }

  /** Has Vert.x trace too. */
  public void install(VertxBuilder builder) {
    builder.withTracer(new OpenTelemetryTracingFactory(sdk));
  }

  /** Sends what is left, for a moment. */
  @Override
  public void close() {
    sdk.shutdown().join(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
  }
}
