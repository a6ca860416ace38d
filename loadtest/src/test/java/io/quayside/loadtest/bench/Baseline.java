package io.quayside.loadtest.bench;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least that can be done: {@code http-only} answers 202 to a POST, {@code http-to-kafka} when
 * Kafka has acknowledged its body, {@code ws-broadcast} writes what is posted to its sockets. Bare
 * Vert.x, one event loop a core, one producer for all.
 */
public final class Baseline extends VerticleBase {
  static final String HTTP_ONLY = "http-only";
  static final String HTTP_TO_KAFKA = "http-to-kafka";
  static final String WS_BROADCAST = "ws-broadcast";

  private static final String TOPIC = "bench-baseline";
  private static final int PARTITIONS = 12;
  private static final int ACCEPTED = 202;
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final Buffer ANSWER = Buffer.buffer("{\"result\":\"accepted\"}");

  private final int port;
  private final Optional<Producer<String, byte[]>> producer;
  private final Optional<Broadcast> broadcast;

  private Baseline(
      int port, Optional<Producer<String, byte[]>> producer, Optional<Broadcast> broadcast) {
    this.port = port;
    this.producer = producer;
    this.broadcast = broadcast;
  }

  /** Told which kind, the port to listen on, and where Kafka is. */
  public static void main(String[] arguments) throws Exception {
    endWithParent();
    var kind = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    Optional<Producer<String, byte[]>> producer =
        kind.equals(HTTP_TO_KAFKA) ? Optional.of(producer(arguments[2])) : Optional.empty();
    Optional<Broadcast> broadcast =
        kind.equals(WS_BROADCAST) ? Optional.of(new Broadcast()) : Optional.empty();
    var options = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    Vertx.vertx().deployVerticle(() -> new Baseline(port, producer, broadcast), options).await();
  }

  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> System.exit(0));
            });
  }

  private static Producer<String, byte[]> producer(String bootstrap) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap);
    try (var admin = Admin.create(settings)) {
      if (!admin.listTopics().names().get().contains(TOPIC)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
    }
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrap,
            "acks", "all",
            "linger.ms", "1",
            "batch.size", "131072"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  @Override
  public Future<?> start() {
    var server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
            .requestHandler(this::posted);
    broadcast.ifPresent(
        all -> {
          var sockets = all.join(context);
          server.webSocketHandler(sockets::opened);
        });
    return server.listen();
  }

  private void posted(HttpServerRequest request) {
    if (producer.isPresent()) {
      request.body().onSuccess(body -> append(producer.get(), request, body));
    } else if (broadcast.isPresent()) {
      request
          .body()
          .onSuccess(
              body -> {
                broadcast.get().write(body, request.path().equals(Broadcast.EACH));
                answer(request);
              });
    } else {
      request.endHandler(v -> answer(request));
    }
  }

  private void append(Producer<String, byte[]> to, HttpServerRequest request, Buffer body) {
    Context loop = context;
    var unused =
        to.send(
            new ProducerRecord<>(TOPIC, request.path(), body.getBytes()),
            (metadata, failure) ->
                loop.runOnContext(
                    v -> {
                      if (failure == null) {
                        answer(request);
                      } else {
                        request.response().setStatusCode(503).end();
                      }
                    }));
  }

  private static void answer(HttpServerRequest request) {
    request
        .response()
        .setStatusCode(ACCEPTED)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(ANSWER);
  }
}
