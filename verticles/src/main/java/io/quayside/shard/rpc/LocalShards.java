package io.quayside.shard.rpc;

import io.quayside.cluster.Shards;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.actor.Shard;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.quayside.shard.rpc.ShardTransport.NotServedException;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shards that serve on this node: asked directly by its edges, and by other nodes at one
 * event-bus address per node. Addresses per shard would go stale when a cluster splits; a node
 * answers instead that it does not serve the shard.
 */
public final class LocalShards {
  private final Vertx vertx;
  private final int shards;
  private final ConcurrentHashMap<Integer, ServingShard> serving = new ConcurrentHashMap<>();
  private final Context context;
  private final TurnBatcher<NumberedReply> replies;

  public LocalShards(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
    this.context = vertx.getOrCreateContext();
    this.replies = new TurnBatcher<>(vertx, this::send);
  }

  /** The event-bus address of a node. */
  static String address(UUID node) {
    return "commands." + node;
  }

  /**
   * Answers other nodes from now on; completes when they know the address. Stays open until Vert.x
   * ends, so that a node with an outdated table is told so at once.
   */
  public Future<Void> open(UUID self) {
    Promise<Void> open = Promise.promise();
    context.runOnContext(
        v ->
            vertx
                .eventBus()
                .consumer(address(self), this::onRequests)
                .completion()
                .onComplete(open));
    return open.future();
  }

  /** A shard, and the context to which it is confined. */
  public record ServingShard(Context context, Shard shard) {}

  /** Routes requests to a shard from now on. */
  public void register(int number, ServingShard shard) {
    serving.put(number, shard);
  }

  /** Routes no more requests to a shard; to be called on its context. */
  public void unregister(int number) {
    serving.remove(number);
  }

  /** Whether requests are routed to a shard; from any thread. */
  public boolean serves(int number) {
    return serving.containsKey(number);
  }

  /**
   * Answers on the caller's context; fails with {@link NotServedException} where the shard does not
   * serve here, and otherwise only by a defect.
   */
  public void ask(int number, ShardRequest request, Completable<ShardAnswer> answer) {
    ServingShard target = serving.get(number);
    if (target == null) {
      answer.fail(new NotServedException());
      return;
    }
    Context caller = vertx.getOrCreateContext();
    target.context.runOnContext(
        v -> {
          Completable<ShardAnswer> back =
              (value, failure) -> caller.runOnContext(w -> answer.complete(value, failure));
          // It may have been unregistered meanwhile, which happens on this context.
          if (target.equals(serving.get(number))) {
            target.shard.ask(request, back);
          } else {
            back.fail(new NotServedException());
          }
        });
  }

  private void onRequests(Message<RequestBatch> message) {
    String replyTo = message.body().replyTo();
    for (NumberedRequest request : message.body().requests()) {
      ask(
          Shards.of(request.request().shipmentId(), shards),
          request.request(),
          (answer, failure) -> replies.add(replyTo, reply(request, answer, failure)));
    }
  }

  private static NumberedReply reply(
      NumberedRequest request, @Nullable ShardAnswer answer, @Nullable Throwable failure) {
    String defect =
        failure == null || failure instanceof NotServedException ? null : failure.toString();
    return new NumberedReply(request.number(), answer, defect);
  }

  /** A lost reply is not repeated: its receiver has left, or repeats the request. */
  private void send(String replyTo, List<NumberedReply> batch) {
    vertx.eventBus().send(replyTo, new ReplyBatch(batch), RemoteShards.UNTRACED);
  }
}
