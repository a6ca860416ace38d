package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.quayside.shard.rpc.ShardTransport.NodeUnreachableException;
import io.quayside.shard.rpc.ShardTransport.NotServedException;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks the shards of other nodes over the event bus. The requests to a node in one turn of the
 * event loop are one message; each request completes with its own reply, independent of the others.
 * Confined to one event loop.
 */
final class RemoteShards {
  /** A message has requests of several traces, which each request names. */
  static final DeliveryOptions UNTRACED =
      new DeliveryOptions().setTracingPolicy(TracingPolicy.IGNORE);

  private final Vertx vertx;
  private final String address = "replies." + UUID.randomUUID();
  private final TurnBatcher<NumberedRequest> requests;

  /** The requests without a reply by number, the oldest first. */
  private final Map<Long, Pending> pending = new LinkedHashMap<>();

  private long lastNumber;

  private record Pending(Completable<ShardAnswer> answer, long sinceNanos) {}

  RemoteShards(Vertx vertx) {
    this.vertx = vertx;
    this.requests = new TurnBatcher<>(vertx, this::send);
  }

  /** Completes when replies can be received, on the caller's context. */
  Future<Void> open() {
    return vertx.eventBus().consumer(address, this::onReplies).completion();
  }

  /** See {@link ShardTransport#ask}; the receiver derives the shard from the request. */
  void ask(UUID node, ShardRequest request, Completable<ShardAnswer> answer) {
    long number = ++lastNumber;
    pending.put(number, new Pending(answer, System.nanoTime()));
    requests.add(LocalShards.address(node), new NumberedRequest(number, request));
  }

  /** See {@link ShardTransport#expire}. */
  void expire(long olderThanNanos) {
    long now = System.nanoTime();
    Iterator<Pending> oldest = pending.values().iterator();
    while (oldest.hasNext() && now - oldest.next().sinceNanos > olderThanNanos) {
      oldest.remove();
    }
  }

  private void send(String node, List<NumberedRequest> batch) {
    vertx
        .eventBus()
        .<RequestBatch>sender(node, UNTRACED)
        .write(new RequestBatch(address, batch))
        .onFailure(
            failure -> {
              for (NumberedRequest request : batch) {
                complete(request.number(), null, new NodeUnreachableException(failure));
              }
            });
  }

  private void onReplies(Message<ReplyBatch> message) {
    for (NumberedReply reply : message.body().replies()) {
      if (reply.answer() != null) {
        complete(reply.number(), reply.answer(), null);
      } else if (reply.defect() == null) {
        complete(reply.number(), null, new NotServedException());
      } else {
        complete(reply.number(), null, new IllegalStateException(reply.defect()));
      }
    }
  }

  private void complete(long number, @Nullable ShardAnswer answer, @Nullable Throwable failure) {
    Pending request = pending.remove(number);
    if (request != null) {
      request.answer.complete(answer, failure);
    }
  }
}
