package io.quayside.edge;

import io.quayside.edge.Preconditions.CommandHeaders;
import io.quayside.json.Json;
import io.quayside.json.JsonOut;
import io.quayside.log.CommandId;
import io.quayside.log.Receipt;
import io.quayside.metrics.Metrics;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Accepted;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shipment.ShipmentCommand;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;

/** Commands over HTTP: parse, derive the command's identity, ask the shard, answer. */
final class CommandRoutes {
  /** Who sends: one caller, as long as nobody has to say who they are. */
  private static final String CALLER = "anonymous";

  private final ShardClient shards;
  private final Metrics metrics;

  CommandRoutes(ShardClient shards, Metrics metrics) {
    this.shards = shards;
    this.metrics = metrics;
  }

  void book(RoutingContext ctx) {
    decide(ctx, "BookShipment", null);
  }

  /** A command to the shipment of the path. */
  void decide(RoutingContext ctx, String name) {
    decide(ctx, name, Preconditions.shipmentId(ctx.pathParam("id")));
  }

  private void decide(RoutingContext ctx, String name, String shipmentId) {
    long start = System.nanoTime();
    ask(ctx, name, shipmentId)
        .onComplete(
            answer -> {
              metrics.command(name, outcome(answer), start);
              send(ctx.response(), answer, shipmentId == null);
            },
            failure -> {
              metrics.command(name, Problems.nameOf(failure), start);
              ctx.fail(failure);
            });
  }

  private Future<ShardAnswer> ask(RoutingContext ctx, String name, String shipmentId) {
    try {
      CommandHeaders headers = Preconditions.commandHeaders(ctx);
      Map<String, Object> body = Json.parseObject(ctx.body().buffer().getBytes());
      ShipmentCommand command = CommandParser.parse(name, body, Instant.now());
      return shards.ask(request(name, shipmentId, headers, body, command));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** A retry has the same identity, and a booking's retry the same shipment. */
  private static Decide request(
      String name,
      String shipmentId,
      CommandHeaders headers,
      Map<String, Object> body,
      ShipmentCommand command) {
    String key = headers.key();
    if (key == null) {
      String id = shipmentId == null ? CommandId.random() : shipmentId;
      return new Decide(
          id, command, CommandId.random(), false, headers.ifMatch(), headers.traceparent());
    }
    String payload = Json.fingerprint(Map.of("name", name, "body", body));
    String scope = shipmentId == null ? "" : shipmentId;
    return new Decide(
        shipmentId == null ? CommandId.shipmentOf(CALLER, key) : shipmentId,
        command,
        CommandId.keyed(CALLER, scope, key, payload),
        true,
        headers.ifMatch(),
        headers.traceparent());
  }

  private static String outcome(ShardAnswer answer) {
    return switch (answer) {
      case Accepted accepted -> accepted.replayed() ? "replayed" : "accepted";
      case Refused refused -> refused.problem().code().code();
      case ShardAnswer.Taken taken -> throw new IllegalStateException("not a command's: " + taken);
      case ShardAnswer.Version version ->
          throw new IllegalStateException("not a command's: " + version);
    };
  }

  private static void send(HttpServerResponse response, ShardAnswer answer, boolean booking) {
    if (answer instanceof Refused refused) {
      Problems.send(response, refused.problem());
    } else if (answer instanceof Accepted accepted) {
      Receipt receipt = accepted.receipt();
      response.putHeader(HttpHeaders.CONTENT_TYPE, EdgeVerticle.JSON);
      response.putHeader(HttpHeaders.ETAG, "\"" + receipt.version() + "\"");
      if (accepted.replayed()) {
        response.putHeader("Idempotency-Replayed", "true");
      }
      if (booking) {
        response.setStatusCode(201);
        response.putHeader(HttpHeaders.LOCATION, "/v1/shipments/" + accepted.shipmentId());
      }
      response.end(Buffer.buffer(encode(accepted)));
    }
  }

  /** {@code {"shipmentId","version","eventId","type","status","recordedAt"}}. */
  static byte[] encode(Accepted accepted) {
    Receipt receipt = accepted.receipt();
    return new JsonOut(256)
        .beginObject()
        .field("shipmentId", accepted.shipmentId())
        .field("version", receipt.version())
        .field("eventId", accepted.shipmentId() + "/" + receipt.version())
        .field("type", receipt.type())
        .field("status", receipt.status().name())
        .field("recordedAt", receipt.recordedAt())
        .endObject()
        .toBytes();
  }
}
