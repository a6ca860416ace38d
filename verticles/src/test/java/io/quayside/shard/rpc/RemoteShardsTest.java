package io.quayside.shard.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.Contexts;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.quayside.shard.rpc.ShardTransport.NodeUnreachableException;
import io.quayside.shard.rpc.ShardTransport.NotServedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Over a real event bus; the test answers for the other node. */
@ExtendWith(VertxExtension.class)
class RemoteShardsTest {
  private static final UUID NODE = UUID.fromString("6f9619ff-8b86-d011-b42d-00c04fc964ff");
  private static final long NANOS_OF_AN_HOUR = TimeUnit.HOURS.toNanos(1);

  private final BlockingQueue<RequestBatch> asked = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private Context context;
  private RemoteShards remote;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    ShardCodec.register(vertx.eventBus(), Contexts.STANDARD);
    vertx.eventBus().<RequestBatch>consumer(LocalShards.address(NODE), m -> asked.add(m.body()));
    remote = new RemoteShards(vertx);
    context = vertx.getOrCreateContext();
    onContext(() -> remote.open()).await();
  }

  @Test
  void shouldAskTogetherAndTellEachWhenItIsAnswered() throws InterruptedException {
    var told = ask(NODE, 3);

    var questions = asked.take();
    assertThat(questions.requests())
        .extracting(NumberedRequest::request)
        .containsExactly(request(0), request(1), request(2));

    answer(questions, 2, new Version(7), null);
    assertThat(told.get(2).await()).isEqualTo(new Version(7));
    assertThat(told.get(0).isComplete()).isFalse();

    answer(questions, 0, new Taken(Verdict.LATE), null);
    assertThat(told.get(0).await()).isEqualTo(new Taken(Verdict.LATE));
    assertThat(told.get(1).isComplete()).isFalse();
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldTellWhoRunsNoSuchShardFromADefect() throws InterruptedException {
    var told = ask(NODE, 2);
    var questions = asked.take();

    answer(questions, 0, null, null);
    answer(questions, 1, null, "a defect");

    assertThatThrownBy(() -> told.get(0).await()).isInstanceOf(NotServedException.class);
    assertThatThrownBy(() -> told.get(1).await()).hasMessage("a defect");
  }

  @Test
  void shouldTellAllThatANodeIsNotReached() {
    var told = ask(UUID.randomUUID(), 2);

    assertThatThrownBy(() -> told.get(0).await()).isInstanceOf(NodeUnreachableException.class);
    assertThatThrownBy(() -> told.get(1).await()).isInstanceOf(NodeUnreachableException.class);
  }

  @Test
  void shouldForgetWhatIsOldAndNothingElse() throws InterruptedException {
    var told = ask(NODE, 1);
    onContext(() -> forget(NANOS_OF_AN_HOUR)).await();
    var first = asked.take();
    answer(first, 0, new Version(1), null);
    assertThat(told.getFirst().await()).isEqualTo(new Version(1));

    var forgotten = ask(NODE, 1);
    var second = asked.take();
    onContext(() -> forget(-1)).await();
    answer(second, 0, new Version(2), null);
    var later = ask(NODE, 1);
    answer(asked.take(), 0, new Version(3), null);

    assertThat(later.getFirst().await()).isEqualTo(new Version(3));
    assertThat(forgotten.getFirst().isComplete()).as("the reply before").isFalse();
  }

  private Future<Void> forget(long olderThanNanos) {
    remote.expire(olderThanNanos);
    return Future.succeededFuture();
  }

  /** What is asked in one turn. */
  private List<Future<ShardAnswer>> ask(UUID node, int count) {
    List<Promise<ShardAnswer>> told = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      told.add(Promise.promise());
    }
    context.runOnContext(
        v -> {
          for (int i = 0; i < count; i++) {
            remote.ask(node, request(i), told.get(i));
          }
        });
    return told.stream().map(Promise::future).toList();
  }

  private static ReadVersion request(int i) {
    return new ReadVersion("0123456789ABCDEFGHJKMNPQR" + i, Principal.ANONYMOUS, 1, false);
  }

  private void answer(RequestBatch questions, int index, ShardAnswer answer, String defect) {
    var reply = new NumberedReply(questions.requests().get(index).number(), answer, defect);
    vertx.eventBus().send(questions.replyTo(), new ReplyBatch(List.of(reply)));
  }

  private Future<Void> onContext(Supplier<Future<Void>> action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> action.get().onComplete(done));
    return done.future();
  }
}
