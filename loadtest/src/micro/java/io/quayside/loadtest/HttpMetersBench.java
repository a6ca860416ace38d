package io.quayside.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.management.ThreadMXBean;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What Vert.x' own meters cost for each HTTP request: the same bare server without meters, with
 * those of pools alone, and with those of HTTP too. Its event loop's CPU time and allocation count.
 */
public final class HttpMetersBench {
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 7;
  private static final int WARM_UP_ROUNDS = 2;
  private static final long ROUND_NANOS = SECONDS.toNanos(3);
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String REQUEST =
      """
      POST /v1/shipments/01J8Z0000000000000000000AB/positions HTTP/1.1\r
      Host: a\r
      Content-Length: 0\r
      \r
      """;

  private record Server(String name, int port, long thread, AtomicLong answered) {}

  private HttpMetersBench() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    var servers =
        List.of(
            start("no meters", Vertx.builder().with(options())),
            start("pools", metered(EnumSet.of(MetricsDomain.NAMED_POOLS))),
            start("pools, HTTP", metered(EnumSet.of(MetricsDomain.NAMED_POOLS, MetricsDomain.HTTP_SERVER))));
    var client = Vertx.builder().with(options()).build().createNetClient();
    for (int round = 0; round < ROUNDS; round++) {
      for (var server : servers) {
        measure(server, client, round >= WARM_UP_ROUNDS);
      }
    }
    System.exit(0);
  }

  private static VertxOptions options() {
    return new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true);
  }

  private static VertxBuilder metered(EnumSet<MetricsDomain> enabled) {
    var metrics = new MicrometerMetricsOptions().setEnabled(true);
    EnumSet.complementOf(enabled).forEach(metrics::addDisabledMetricsCategory);
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return Vertx.builder()
        .with(options().setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry));
  }

  private static Server start(String name, VertxBuilder builder) {
    var answered = new AtomicLong();
    var vertx = builder.build();
    Promise<Server> started = Promise.promise();
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
                        new Server(
                            name, http.actualPort(), Thread.currentThread().threadId(), answered))
                .onComplete(started));
    return started.future().await();
  }

  private static void measure(Server server, NetClient client, boolean shown) {
    long answered = server.answered.get();
    long cpu = THREADS.getThreadCpuTime(server.thread);
    long bytes = THREADS.getThreadAllocatedBytes(server.thread);
    long end = System.nanoTime() + ROUND_NANOS;
    Future.all(
            IntStream.range(0, CONNECTIONS)
                .mapToObj(
                    i ->
                        client
                            .connect(server.port, "127.0.0.1")
                            .compose(socket -> ask(socket, end)))
                .toList())
        .await();
    long requests = server.answered.get() - answered;
    if (shown) {
      System.out.printf(
          "%-16s %,9d requests %6.2f us %,6d bytes%n",
          server.name,
          requests,
          (THREADS.getThreadCpuTime(server.thread) - cpu) / 1e3 / requests,
          (THREADS.getThreadAllocatedBytes(server.thread) - bytes) / requests);
    }
  }

  /** One request after the other, until the end. */
  private static Future<Void> ask(NetSocket socket, long end) {
    Promise<Void> closed = Promise.promise();
    socket.closeHandler(closed::complete);
    socket.handler(
        answer -> {
          var unused =
              System.nanoTime() < end ? socket.write(REQUEST) : socket.close();
        });
    return socket.write(REQUEST).compose(written -> closed.future());
  }
}
