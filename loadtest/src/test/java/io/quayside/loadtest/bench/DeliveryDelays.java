package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How long after a command's answer its event is at the endpoint, at a pace far below the most. */
final class DeliveryDelays {
  private static final int COMMANDS = 1_000;
  private static final int OK = 200;
  private static final long PAUSE_NANOS = 5_000_000L;
  private static final long SENT_WITHIN_NANOS = 60_000_000_000L;

  private final Server gateway;
  private final Endpoint endpoint;
  private final List<byte[]> shipments;

  /** Of shipments that have been picked up; the first one is the poison. */
  DeliveryDelays(Server gateway, Endpoint endpoint, List<byte[]> shipments) {
    this.gateway = gateway;
    this.endpoint = endpoint;
    this.shipments = shipments;
  }

  /** Of all shipments, or of all others while every event of the first one is refused. */
  Latencies measure(boolean poisoned) {
    endpoint.refuse(poisoned ? new String(shipments.getFirst(), US_ASCII) : null);
    Map<String, Long> answered = HashMap.newHashMap(COMMANDS);
    var api = new HttpTalk(gateway.address().getPort());
    if (poisoned) {
      command(api, shipments.getFirst());
    }
    for (int i = 0; i < COMMANDS; i++) {
      var eventId = command(api, shipments.get(1 + i % (shipments.size() - 1)));
      answered.put(eventId, System.nanoTime());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    var latencies = new Latencies();
    answered.forEach((id, at) -> latencies.record(arrived(id) - at));
    endpoint.refuse(null);
    return latencies;
  }

  private static String command(HttpTalk api, byte[] shipment) {
    var milestone =
        new JsonObject().put("code", "DEPARTED").put("occurredAt", Instant.now().toString());
    var path = "/v1/shipments/" + new String(shipment, US_ASCII) + "/milestones";
    return api.call("POST", path, milestone, OK).getString("eventId");
  }

  private long arrived(String eventId) {
    long start = System.nanoTime();
    Long at = endpoint.arrived(eventId);
    while (at == null) {
      if (System.nanoTime() - start > SENT_WITHIN_NANOS) {
        throw new IllegalStateException("an event was not sent");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      at = endpoint.arrived(eventId);
    }
    return at;
  }
}
