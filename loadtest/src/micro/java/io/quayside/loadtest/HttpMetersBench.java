package io.quayside.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What Vert.x' own meters cost for each HTTP request: the same bare server without meters, with
 * those of pools alone, and with those of HTTP too. Its event loop's CPU time and allocation count.
 */
public final class HttpMetersBench {
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 2;
  private static final long ROUND_NANOS = SECONDS.toNanos(3);

  private static final String REQUEST =
      """
      POST /v1/shipments/01J8Z0000000000000000000AB/positions HTTP/1.1\r
      Host: a\r
      Content-Length: 0\r
      \r
      """;

  private HttpMetersBench() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    var servers =
        List.of(
            start("no meters", Vertx.builder().with(MeasuredServer.options())),
            start("pools", metered(EnumSet.of(MetricsDomain.NAMED_POOLS))),
            start(
                "pools, HTTP",
                metered(EnumSet.of(MetricsDomain.NAMED_POOLS, MetricsDomain.HTTP_SERVER))));
    var client = Vertx.builder().with(MeasuredServer.options()).build().createNetClient();
    for (int round = 0; round < ROUNDS; round++) {
      for (var server : servers) {
        server.measure(client, REQUEST, ROUND_NANOS, round >= WARM_UP_ROUNDS);
      }
    }
    System.exit(0);
  }

  private static VertxBuilder metered(EnumSet<MetricsDomain> enabled) {
    var metrics = new MicrometerMetricsOptions().setEnabled(true);
    EnumSet.complementOf(enabled).forEach(metrics::addDisabledMetricsCategory);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return Vertx.builder()
        .with(MeasuredServer.options().setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry));
  }

  private static MeasuredServer start(String name, VertxBuilder builder) {
    var answered = new AtomicLong();
    var vertx = builder.build();
    Promise<MeasuredServer> started = Promise.promise();
    vertx.runOnContext(
        v ->
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      answered.incrementAndGet();
                      request.response().end("{\"result\":\"accepted\"}");
                    })
                .listen(0, "127.0.0.1")
                .map(
                    http ->
                        new MeasuredServer(
                            name, http.actualPort(), Thread.currentThread().threadId(), answered))
                .onComplete(started));
    return started.future().await();
  }
}
