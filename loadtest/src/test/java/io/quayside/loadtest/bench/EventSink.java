package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The endpoint of a webhook and the SNS of a relay, in the client's own process: takes every event
 * at once, and counts those that come again.
 */
final class EventSink implements AutoCloseable {
  private static final String WEBHOOK_PATH = "/webhook";
  private static final String ENTRY = "PublishBatchRequestEntries.member.";
  private static final int TAKEN = 204;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Arrivals sent = new Arrivals();
  private final Arrivals relayed = new Arrivals();
  private final int port;

  /** What came one way; the ids are the event loop's. */
  private static final class Arrivals {
    private final Set<String> ids = new HashSet<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();

    void take(String eventId) {
      taken.incrementAndGet();
      if (!ids.add(eventId)) {
        repeated.incrementAndGet();
      }
    }
  }

  EventSink() {
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    port =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
            .listen()
            .await()
            .actualPort();
  }

  /** The members of a webhook that sends the events of a type here. */
  JsonObject webhook(String type) {
    return new JsonObject()
        .put("url", "http://127.0.0.1:" + port + WEBHOOK_PATH)
        .put("types", new JsonArray().add(type));
  }

  /** The setting of a relay that passes the events of a type on to here. */
  Map<String, String> relay(String name, String type) {
    var relay =
        new JsonObject()
            .put("name", name)
            .put("kind", "sns")
            .put("region", "eu-central-1")
            .put("topicArn", "arn:aws:sns:eu-central-1:000000000000:events.fifo")
            .put("endpoint", "http://127.0.0.1:" + port)
            .put("accessKeyId", "bench")
            .put("secretAccessKey", "bench")
            .put("types", new JsonArray().add(type));
    return Map.of("QUAYSIDE_RELAYS", new JsonArray().add(relay).encode());
  }

  private void take(HttpServerRequest request, Buffer body) {
    if (request.path().equals(WEBHOOK_PATH)) {
      sent.take(request.getHeader("webhook-id"));
      request.response().setStatusCode(TAKEN).end();
      return;
    }
    Map<String, String> form = new HashMap<>();
    for (var pair : body.toString(UTF_8).split("&", -1)) {
      var parts = pair.split("=", 2);
      form.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
    }
    var successful = new StringBuilder();
    for (int i = 1; form.containsKey(ENTRY + i + ".Id"); i++) {
      relayed.take(form.get(ENTRY + i + ".MessageDeduplicationId"));
      successful
          .append("<member><MessageId>m</MessageId><Id>")
          .append(form.get(ENTRY + i + ".Id"))
          .append("</Id></member>");
    }
    request
        .response()
        .putHeader("Content-Type", "text/xml")
        .end(
            """
            <PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">\
            <PublishBatchResult><Successful>%s</Successful><Failed/></PublishBatchResult>\
            <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>
            """
                .formatted(successful));
  }

  /** Requests of the webhook. */
  long sent() {
    return sent.taken.get();
  }

  /** Events of the relay. */
  long relayed() {
    return relayed.taken.get();
  }

  /** Events that came more than once the same way. */
  long repeated() {
    return sent.repeated.get() + relayed.repeated.get();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
