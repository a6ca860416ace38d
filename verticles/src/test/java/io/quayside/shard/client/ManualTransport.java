package io.quayside.shard.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.rpc.ShardTransport;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.UUID;

/** Keeps what is sent until the test answers it. */
final class ManualTransport implements ShardTransport {
  final ArrayDeque<Attempt> sent = new ArrayDeque<>();
  long expiredNanos = -1;

  record Attempt(UUID node, int shard, ShardRequest request, Completable<ShardAnswer> answer) {
    void notServed() {
      answer.fail(new NotServedException());
    }

    void unreachable() {
      answer.fail(new NodeUnreachableException(new IllegalStateException("no connection")));
    }
  }

  @Override
  public Future<Void> open() {
    return Future.succeededFuture();
  }

  @Override
  public void ask(UUID node, int shard, ShardRequest request, Completable<ShardAnswer> answer) {
    sent.add(new Attempt(node, shard, request, answer));
  }

  @Override
  public void expire(long olderThanNanos) {
    expiredNanos = olderThanNanos;
  }

  /** The only attempt that was sent since the last one was taken, which went to that node. */
  Attempt sentTo(UUID node) {
    assertThat(sent).singleElement().extracting(Attempt::node).isEqualTo(node);
    return sent.poll();
  }
}
