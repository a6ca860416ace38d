package io.quayside.shard;

import io.quayside.cluster.Shards;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.UUID;

/**
 * Where other nodes reach the shards of this one: one address a node. Addresses of shards would go
 * stale when a cluster splits; a node that is asked for a shard it does not run says so instead.
 */
public final class ShardGate {
  /** The failure code of a node that does not run the shard it was asked for. */
  public static final int NOT_OWNER = 421;

  private static final long SEND_TIMEOUT_MILLIS = 5_000;

  private final Vertx vertx;
  private final int shards;
  private MessageConsumer<ShardRequest> requests;

  public ShardGate(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
  }

  /** The event-bus address of a node. */
  public static String address(UUID node) {
    return "commands." + node;
  }

  /** Completes when the other nodes know of it. */
  public Future<Void> open(UUID self) {
    requests = vertx.eventBus().consumer(address(self), this::onRequest);
    return requests.completion();
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
    boolean unknown =
        failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    message.fail(unknown ? NOT_OWNER : 500, String.valueOf(failure.getMessage()));
  }

  /** From now on nobody is let in. */
  public Future<Void> close() {
    return requests == null ? Future.succeededFuture() : requests.unregister();
  }
}
