package io.quayside.loadtest.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Receives webhooks in the client's own process: counts requests, and answers 204 at once. */
final class Endpoint implements AutoCloseable {
  private static final int TAKEN = 204;
  private static final int REFUSED = 500;

  /** Arrivals that are kept, at most. */
  private static final int KEPT = 5_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final LongAdder taken = new LongAdder();
  private final int port;

  /** By event, when it came first; kept by the event loop, of the first ones since a clearing. */
  private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

  private volatile String refused;

  Endpoint() {
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    port =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.endHandler(v -> answer(request)))
            .listen()
            .await()
            .actualPort();
  }

  private void answer(HttpServerRequest request) {
    var id = request.getHeader("webhook-id");
    if (arrivals.size() < KEPT) {
      arrivals.putIfAbsent(id, System.nanoTime());
    }
    taken.increment();
    var shipment = refused;
    boolean poison = shipment != null && id.startsWith(shipment);
    request.response().setStatusCode(poison ? REFUSED : TAKEN).end();
  }

  /** Refuses all events of a shipment, or of none with null; forgets when events came. */
  void refuse(String shipment) {
    refused = shipment;
    arrivals.clear();
  }

  /** When an event came first; null if it did not since {@link #refuse}. */
  Long arrived(String eventId) {
    return arrivals.get(eventId);
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** The requests so far. */
  long taken() {
    return taken.sum();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
