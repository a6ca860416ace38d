package io.quayside.shard;

import io.quayside.cluster.Shards;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the shards of this node are reached: by its own edges directly, by other nodes at one
 * address a node. Addresses of shards would go stale when a cluster splits; a node that is asked
 * for a shard it does not run says so instead.
 */
public final class ShardGate {
  /** The failure code of a node that does not run the shard it was asked for. */
  public static final int NOT_OWNER = 421;

  private static final long PROBE_TIMEOUT_MILLIS = 1_000;

  private final Vertx vertx;
  private final int shards;
  private final ConcurrentHashMap<Integer, Running> served = new ConcurrentHashMap<>();

  public ShardGate(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
  }

  /** The event-bus address of a node. */
  public static String address(UUID node) {
    return "commands." + node;
  }

  private static String probeAddress(UUID node) {
    return "serves." + node;
  }

  private static String tableAddress(UUID node) {
    return "table." + node;
  }

  /**
   * Completes when the other nodes know of it. It stays open until Vert.x ends: who does not know
   * yet that a shard is gone is to be told so, and not to wait for the end of the node.
   */
  public Future<Void> open(Owners owners) {
    UUID self = owners.self();
    MessageConsumer<ShardRequest> requests =
        vertx.eventBus().consumer(address(self), this::onRequest);
    MessageConsumer<Integer> probes =
        vertx
            .eventBus()
            .consumer(probeAddress(self), probe -> probe.reply(served.containsKey(probe.body())));
    MessageConsumer<String> tables =
        vertx
            .eventBus()
            .consumer(
                tableAddress(self),
                node -> {
                  owners.lookAgain();
                  node.reply(owners.of(UUID.fromString(node.body())).isEmpty());
                });
    return Future.all(requests.completion(), probes.completion(), tables.completion()).mapEmpty();
  }

  /** A shard that serves, and the context on which it may be asked. */
  record Running(Context context, Shard shard) {}

  /** Of a shard that does not run where it was asked for. */
  public static final class NotHereException extends RuntimeException {
    NotHereException(int shard) {
      super("shard " + shard + " does not run here", null, false, false);
    }
  }

  /** A shard serves on this node from now on. */
  void here(int shard, Running running) {
    served.put(shard, running);
  }

  /** It does no longer. */
  void gone(int shard) {
    served.remove(shard);
  }

  /**
   * Tells what a shard of this node answers, on the context of the caller; fails with {@link
   * NotHereException} where it does not run, and else by a defect only.
   */
  public void ask(int shard, ShardRequest request, Completable<ShardAnswer> answered) {
    Running running = served.get(shard);
    if (running == null) {
      answered.fail(new NotHereException(shard));
      return;
    }
    Context caller = vertx.getOrCreateContext();
    running.context.runOnContext(
        v -> {
          Completable<ShardAnswer> back =
              (answer, failure) -> caller.runOnContext(w -> answered.complete(answer, failure));
          // Whoever stopped it meanwhile did so on this context.
          if (running.equals(served.get(shard))) {
            running.shard.ask(request, back);
          } else {
            back.fail(new NotHereException(shard));
          }
        });
  }

  /** Whether a shard serves on a node; fails where the node does not answer. */
  Future<Boolean> serves(UUID node, int shard) {
    return probe(probeAddress(node), shard);
  }

  /** Whether a node's table says that another one owns nothing; fails where it does not answer. */
  Future<Boolean> knowsWithoutShards(UUID node, UUID other) {
    return probe(tableAddress(node), other.toString());
  }

  private Future<Boolean> probe(String address, Object question) {
    return vertx
        .eventBus()
        .<Boolean>request(
            address, question, new DeliveryOptions().setSendTimeout(PROBE_TIMEOUT_MILLIS))
        .map(Message::body);
  }

  private void onRequest(Message<ShardRequest> message) {
    int shard = Shards.of(message.body().shipmentId(), shards);
    ask(
        shard,
        message.body(),
        (answer, failure) -> {
          if (failure == null) {
            message.reply(answer, new DeliveryOptions().setCodecName(ShardCodec.NAME));
          } else {
            message.fail(failure instanceof NotHereException ? NOT_OWNER : 500, failure.toString());
          }
        });
  }
}
