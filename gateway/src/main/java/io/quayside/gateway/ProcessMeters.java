package io.quayside.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/** The meter registry of this process, with the meters of JVM and system. */
final class ProcessMeters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters() {
    collections.bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    var build = BuildInfo.read();
    Gauge.builder("quayside.build.info", () -> 1)
        .description("The build that runs here, in the tags")
        .tag("version", build.version())
        .tag("commit", build.commit())
        .register(registry);
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * What Vert.x measures by itself: thread and connection pools. Not HTTP, TCP and the event bus,
   * which cost something for each request: docs/decisions/0010-libraries.md. Nor the SQL client,
   * which registers the same meters for each connection, so that Micrometer warns.
   */
  static MicrometerMetricsOptions ofVertx() {
    var options = new MicrometerMetricsOptions().setEnabled(true);
    EnumSet.complementOf(EnumSet.of(MetricsDomain.NAMED_POOLS))
        .forEach(options::addDisabledMetricsCategory);
    options.addDisabledMetricsCategory("sql");
    options.addDisabledMetricsCategory("redis");
    return options;
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
