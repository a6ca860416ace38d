package io.quayside.shard.rpc;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Batches what is sent to an address in one turn of an event loop: a message between nodes costs
 * far more than one of its parts. Confined to the event loop.
 */
final class TurnBatcher<T> {
  private final Vertx vertx;
  private final BiConsumer<String, List<T>> send;
  private final Map<String, List<T>> batches = new HashMap<>();

  TurnBatcher(Vertx vertx, BiConsumer<String, List<T>> send) {
    this.vertx = vertx;
    this.send = send;
  }

  /** Sends a part at the end of the turn. */
  void add(String address, T part) {
    List<T> batch = batches.get(address);
    if (batch == null) {
      batch = new ArrayList<>();
      batches.put(address, batch);
      vertx.runOnContext(v -> send.accept(address, batches.remove(address)));
    }
    batch.add(part);
  }
}
