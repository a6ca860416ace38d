package io.quayside.shard.rpc;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Gathers what goes to the same address in one turn of an event loop, to which it is confined: a
 * message between nodes costs far more than what stands in it.
 */
final class TurnBatcher<T> {
  private final Vertx vertx;
  private final BiConsumer<String, List<T>> send;
  private final Map<String, List<T>> due = new HashMap<>();

  TurnBatcher(Vertx vertx, BiConsumer<String, List<T>> send) {
    this.vertx = vertx;
    this.send = send;
  }

  /** Has it sent at the end of the turn. */
  void add(String address, T one) {
    List<T> all = due.get(address);
    if (all == null) {
      all = new ArrayList<>();
      due.put(address, all);
      vertx.runOnContext(v -> send.accept(address, due.remove(address)));
    }
    all.add(one);
  }
}
