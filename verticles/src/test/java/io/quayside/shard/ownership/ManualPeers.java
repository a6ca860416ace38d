package io.quayside.shard.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.UUID;

/** Keeps the questions to other nodes until the test answers them. */
final class ManualPeers implements Peers {
  final ArrayDeque<Question> questions = new ArrayDeque<>();

  /** {@code shard} is null where the question is whether the node's table has a shard of ours. */
  record Question(UUID node, Integer shard, Promise<Boolean> answer) {}

  @Override
  public Future<Boolean> serves(UUID node, int shard) {
    return ask(node, shard);
  }

  @Override
  public Future<Boolean> seesNoShardsOf(UUID node, UUID owner) {
    return ask(node, null);
  }

  private Future<Boolean> ask(UUID node, Integer shard) {
    var question = new Question(node, shard, Promise.promise());
    questions.add(question);
    return question.answer.future();
  }

  /** The only question since the last one was taken, which went to that node about that shard. */
  Promise<Boolean> asked(UUID node, Integer shard) {
    assertThat(questions).hasSize(1);
    var question = questions.poll();
    assertThat(question.node).isEqualTo(node);
    assertThat(question.shard).isEqualTo(shard);
    return question.answer;
  }
}
