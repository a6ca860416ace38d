package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Assigns carriers to shipments, one after the other, and reads back what came of each: with {@code
 * min-version}, with {@code at-version}, and in a list. It ends at an answer that is not 200 or
 * shows an older version.
 */
final class ReadBack implements AutoCloseable {
  private static final int OK = 200;
  private static final int QUERIES = 3;

  private final HttpTalk gateway;
  private final List<byte[]> shipments;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong commands = new AtomicLong();
  private final CompletableFuture<Void> running;

  /** Of shipments that are booked, and nobody else's. */
  ReadBack(HttpTalk gateway, List<byte[]> shipments) {
    this.gateway = gateway;
    this.shipments = shipments;
    running = CompletableFuture.runAsync(this::run, Thread::startVirtualThread);
  }

  private void run() {
    for (int turn = 0; !stopped.get(); turn++) {
      var path = "/v1/shipments/" + new String(shipments.get(turn % shipments.size()), US_ASCII);
      var vehicle = "V " + turn;
      var carrier = new JsonObject().put("carrier", "MAEU").put("vehicle", vehicle);
      int version =
          gateway.call("POST", path + "/carrier-assignment", carrier, OK).getInteger("version");
      commands.incrementAndGet();
      expect(path + "?min-version=" + version, version, vehicle);
      expect(path + "?at-version=" + version, version, vehicle);
      gateway.call("GET", "/v1/shipments?limit=10", null, OK);
    }
  }

  private void expect(String query, int version, String vehicle) {
    var shown = gateway.call("GET", query, null, OK);
    if (shown.getInteger("version") != version || !vehicle.equals(shown.getString("vehicle"))) {
      throw new IllegalStateException("%s answers %s".formatted(query, shown.encode()));
    }
  }

  /** How many commands were answered. */
  long commands() {
    return commands.get();
  }

  /** How many queries were answered, once it is closed. */
  long queries() {
    return commands() * QUERIES;
  }

  /** Fails if an answer was not as it must be. */
  @Override
  public void close() {
    stopped.set(true);
    try {
      running.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    }
  }
}
