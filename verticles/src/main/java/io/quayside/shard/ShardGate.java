package io.quayside.shard;

import io.quayside.cluster.Shards;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where other nodes reach the shards of this one: one address a node. Addresses of shards would go
 * stale when a cluster splits; a node that is asked for a shard it does not run says so instead.
 */
public final class ShardGate {
  /** The failure code of a node that does not run the shard it was asked for. */
  public static final int NOT_OWNER = 421;

  private static final String LEAVING = "leaving";
  private static final long SEND_TIMEOUT_MILLIS = 5_000;
  private static final long PROBE_TIMEOUT_MILLIS = 1_000;

  private final Vertx vertx;
  private final int shards;
  private final Set<Integer> served = ConcurrentHashMap.newKeySet();
  private MessageConsumer<ShardRequest> requests;
  private MessageConsumer<Integer> probes;
  private MessageConsumer<String> departures;

  public ShardGate(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
  }

  /** The event-bus address of a node. */
  public static String address(UUID node) {
    return "commands." + node;
  }

  /** Has every node, this one too, take over what this one runs. */
  public void announceLeaving(UUID self) {
    vertx.eventBus().publish(LEAVING, self.toString());
  }

  private static String probeAddress(UUID node) {
    return "serves." + node;
  }

  /** Completes when the other nodes know of it. */
  public Future<Void> open(Owners owners) {
    UUID self = owners.self();
    requests = vertx.eventBus().consumer(address(self), this::onRequest);
    probes =
        vertx
            .eventBus()
            .consumer(probeAddress(self), probe -> probe.reply(served.contains(probe.body())));
    departures =
        vertx
            .eventBus()
            .consumer(LEAVING, member -> owners.leaving(UUID.fromString(member.body())));
    return Future.all(requests.completion(), probes.completion(), departures.completion())
        .mapEmpty();
  }

  /** A shard serves on this node from now on, or no longer. */
  void here(int shard, boolean serves) {
    if (serves) {
      served.add(shard);
    } else {
      served.remove(shard);
    }
  }

  /** Whether a shard serves on a node; fails where the node does not answer. */
  Future<Boolean> serves(UUID node, int shard) {
    return vertx
        .eventBus()
        .<Boolean>request(
            probeAddress(node), shard, new DeliveryOptions().setSendTimeout(PROBE_TIMEOUT_MILLIS))
        .map(Message::body);
  }

  private void onRequest(Message<ShardRequest> message) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setCodecName(ShardCodec.NAME)
            .setSendTimeout(SEND_TIMEOUT_MILLIS);
    String shard = ShardVerticle.address(Shards.of(message.body().shipmentId(), shards));
    vertx
        .eventBus()
        .<ShardAnswer>request(shard, message.body(), options)
        .onComplete(
            answer ->
                message.reply(answer.body(), new DeliveryOptions().setCodecName(ShardCodec.NAME)),
            failure -> refuse(message, failure));
  }

  private static void refuse(Message<ShardRequest> message, Throwable failure) {
    // Nobody is there, or has just gone and left the message; only a defect is told as such.
    boolean unknown =
        failure instanceof ReplyException reply
            && reply.failureType() != ReplyFailure.RECIPIENT_FAILURE;
    message.fail(unknown ? NOT_OWNER : 500, String.valueOf(failure.getMessage()));
  }

  /** From now on nobody is let in. */
  public Future<Void> close() {
    return requests == null
        ? Future.succeededFuture()
        : Future.join(requests.unregister(), probes.unregister(), departures.unregister())
            .mapEmpty();
  }
}
