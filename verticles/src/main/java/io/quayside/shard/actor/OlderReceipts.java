package io.quayside.shard.actor;

import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Finds receipts of commands that one shipment's stream no longer has: in copies, in the history.
 */
record OlderReceipts(ShipmentActor actor, Shard shard) {
  /** Whether there may be a receipt of that key. */
  boolean mayBeOlder(String keyPart) {
    return !actor.idempotencyIndex().isComplete() || actor.idempotencyIndex().mayHave(keyPart);
  }

  /**
   * The receipt of a key, or null. Where the index is not complete, completes it first: then most
   * keys need no further look-up.
   */
  Future<@Nullable Receipt> find(String keyPart) {
    IdempotencyIndex keys = actor.idempotencyIndex();
    return keys.isComplete() || keys.isTooLarge() ? lookUp(keyPart) : learn(keys, keyPart);
  }

  private Future<@Nullable Receipt> lookUp(String keyPart) {
    return shard
        .replication
        .outcome(keyPart)
        .compose(copy -> copy != null ? Future.succeededFuture(copy) : projected(keyPart));
  }

  private Future<@Nullable Receipt> projected(String keyPart) {
    return shard.output.projected().compose(v -> shard.store.receipt(actor.id(), keyPart));
  }

  private Future<@Nullable Receipt> learn(IdempotencyIndex keys, String keyPart) {
    int upTo = actor.loadedStream().version() - ShipmentStream.RECEIPTS;
    return shard
        .output
        .projected()
        .compose(v -> shard.store.commandIds(actor.id(), upTo))
        .compose(
            ids -> {
              keys.learn(ids);
              return mayBeOlder(keyPart) ? lookUp(keyPart) : Future.succeededFuture();
            });
  }
}
