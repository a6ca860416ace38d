package io.quayside.shard.ownership;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.UUID;
import java.util.function.IntPredicate;

/** Asks the other nodes over the event bus, and answers their questions. */
public final class EventBusPeers implements Peers {
  private static final long TIMEOUT_MILLIS = 1_000;

  private final EventBus bus;

  public EventBusPeers(Vertx vertx) {
    this.bus = vertx.eventBus();
  }

  /** Answers other nodes from now on; completes when they know the addresses of this node. */
  public Future<Void> open(ShardTable table, IntPredicate serves) {
    UUID self = table.self();
    MessageConsumer<Integer> shards =
        bus.consumer(servesAddress(self), shard -> shard.reply(serves.test(shard.body())));
    MessageConsumer<String> owners =
        bus.consumer(
            tableAddress(self),
            owner -> {
              table.refresh();
              owner.reply(table.shardsOf(UUID.fromString(owner.body())).isEmpty());
            });
    return Future.all(shards.completion(), owners.completion()).mapEmpty();
  }

  @Override
  public Future<Boolean> serves(UUID node, int shard) {
    return ask(servesAddress(node), shard);
  }

  @Override
  public Future<Boolean> seesNoShardsOf(UUID node, UUID owner) {
    return ask(tableAddress(node), owner.toString());
  }

  private Future<Boolean> ask(String address, Object question) {
    return bus.<Boolean>request(
            address, question, new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS))
        .map(Message::body);
  }

  private static String servesAddress(UUID node) {
    return "serves." + node;
  }

  private static String tableAddress(UUID node) {
    return "table." + node;
  }
}
