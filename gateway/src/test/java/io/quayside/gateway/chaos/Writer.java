package io.quayside.gateway.chaos;

import io.quayside.cluster.Shards;
import io.quayside.common.identity.CommandId;
import io.quayside.gateway.chaos.History.Acceptance;
import io.quayside.gateway.harness.Bodies;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Books a shipment, assigns carriers to it, each under a key and with a vehicle of its own, and
 * after a while turns to the next shipment. All of its shipments belong to one shard, so that no
 * shard is without a command for long.
 */
final class Writer {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int COMMANDS = 80;
  private static final String CALLER = "anonymous";

  private final int number;
  private final Client client;
  private final History history;
  private final Fleet fleet;
  private final BooleanSupplier over;
  private final Pace pace = new Pace(INTERVAL);
  private int booked;

  Writer(int number, Client client, History history, Fleet fleet, BooleanSupplier over) {
    this.number = number;
    this.client = client;
    this.history = history;
    this.fleet = fleet;
    this.over = over;
  }

  /** Until it is over; then every command that was begun has been settled. */
  void run() {
    while (!over.getAsBoolean()) {
      var key = key();
      var shipment = settle("/v1/shipments", Bodies.booking().put("reference", key), key, "");
      if (shipment.isEmpty()) {
        return;
      }
      fleet.booked(number, shipment);
      int version = 1;
      for (int i = 0; i < COMMANDS && !over.getAsBoolean(); i++) {
        pace.await();
        var vehicle = "V" + i;
        if (settle(
                "/v1/shipments/" + shipment + "/carrier-assignment",
                Bodies.carrier(vehicle),
                shipment + "-" + i,
                vehicle)
            .isEmpty()) {
          return;
        }
        version++;
      }
      fleet.finished(shipment, version);
    }
  }

  /** The next key whose shipment belongs to this writer's shard. */
  private String key() {
    while (true) {
      var key = "w" + number + "-" + booked++;
      if (Shards.of(CommandId.shipmentOf(CALLER, key), Cluster.SHARDS) == number % Cluster.SHARDS) {
        return key;
      }
    }
  }

  /** The shipment's id once the command is accepted; empty where that took too long. */
  private String settle(String path, JsonObject body, String key, String vehicle) {
    return client
        .settle(path + " " + key, node -> node.post(path, body, key))
        .map(
            settled -> {
              var answer = settled.reply().json();
              var acceptance =
                  new Acceptance(
                      answer.getString("shipmentId"),
                      key,
                      vehicle,
                      answer.getInteger("version"),
                      answer.getString("eventId"),
                      settled.firstSentNanos(),
                      settled.sentNanos(),
                      settled.answeredNanos(),
                      settled.attempts(),
                      settled.node().name());
              history.accepted(acceptance);
              return acceptance.shipmentId();
            })
        .orElse("");
  }
}
