package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Tracked;
import io.quayside.gateway.harness.Bodies;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A device that reports where a writer's shipment is; some of its reports come twice. */
final class Tracker {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final int TWICE_EVERY = 8;

  private final int number;
  private final Client client;
  private final History history;
  private final Fleet fleet;
  private final BooleanSupplier over;

  Tracker(int number, Client client, History history, Fleet fleet, BooleanSupplier over) {
    this.number = number;
    this.client = client;
    this.history = history;
    this.fleet = fleet;
    this.over = over;
  }

  /** Until it is over; then every update that was begun has been acknowledged. */
  void run() {
    var pace = new Pace(INTERVAL);
    for (long sequence = 0; !over.getAsBoolean(); pace.await()) {
      var shipmentId = fleet.current(number);
      if (shipmentId.isEmpty()) {
        continue;
      }
      sequence++;
      var update = Bodies.position("device-" + number, sequence);
      var path = "/v1/shipments/" + shipmentId + "/positions";
      var id = shipmentId + "/device-" + number + "/" + sequence;
      for (int time = 0; time < (sequence % TWICE_EVERY == 0 ? 2 : 1); time++) {
        var settled = client.settle("update " + id, node -> node.post(path, update, ""));
        if (settled.isEmpty()) {
          return;
        }
        var acknowledged = settled.get();
        history.tracked(
            new Tracked(
                id,
                acknowledged.reply().json().getString("result"),
                time > 0,
                acknowledged.attempts(),
                acknowledged.firstSentNanos(),
                acknowledged.answeredNanos()));
      }
    }
  }
}
