package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.rpc.LocalShards.NotHereException;
import io.quayside.shard.rpc.LocalShards.NotReachedException;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Asks shards of other nodes, at their gates. What is asked of a node in one turn goes there
 * together; each question has its reply as soon as there is one, whatever became of the others.
 * Confined to one event loop.
 */
public final class RemoteShards {
  private final Vertx vertx;
  private final String address = "replies." + UUID.randomUUID();
  private final TurnBatcher<NumberedRequest> questions;

  /** Who waits for the reply to which question, first come first. */
  private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

  private long lastNumber;

  private record Waiting(Completable<ShardAnswer> told, long sinceNanos) {}

  public RemoteShards(Vertx vertx) {
    this.vertx = vertx;
    this.questions = new TurnBatcher<>(vertx, this::send);
  }

  /** Completes when replies can be received, on the context that calls. */
  public Future<Void> open() {
    return vertx.eventBus().consumer(address, this::onReplies).completion();
  }

  /**
   * Tells what a shard answers; fails with {@link NotHereException} where that node does not run
   * it, with {@link NotReachedException} where it may not have heard, and else by a defect only.
   * Tells nothing where the node is lost on the way; {@link #forget} is for that.
   */
  public void ask(UUID node, ShardRequest request, Completable<ShardAnswer> told) {
    long number = ++lastNumber;
    waiting.put(number, new Waiting(told, System.nanoTime()));
    questions.add(LocalShards.address(node), new NumberedRequest(number, request));
  }

  /** Waits no longer for replies to what was asked that long ago. */
  public void forget(long olderThanNanos) {
    long now = System.nanoTime();
    Iterator<Waiting> oldest = waiting.values().iterator();
    while (oldest.hasNext() && now - oldest.next().sinceNanos > olderThanNanos) {
      oldest.remove();
    }
  }

  private void send(String localShards, List<NumberedRequest> asked) {
    vertx
        .eventBus()
        .<RequestBatch>sender(localShards)
        .write(new RequestBatch(address, asked))
        .onFailure(
            failure -> {
              for (NumberedRequest question : asked) {
                tell(question.number(), null, new NotReachedException(failure));
              }
            });
  }

  private void onReplies(Message<ReplyBatch> message) {
    for (NumberedReply reply : message.body().all()) {
      if (reply.answer() != null) {
        tell(reply.number(), reply.answer(), null);
      } else if (reply.defect() == null) {
        tell(reply.number(), null, new NotHereException());
      } else {
        tell(reply.number(), null, new IllegalStateException(reply.defect()));
      }
    }
  }

  private void tell(long number, ShardAnswer answer, Throwable failure) {
    Waiting asker = waiting.remove(number);
    if (asker != null) {
      asker.told.complete(answer, failure);
    }
  }
}
