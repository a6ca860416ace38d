package io.quayside.shard.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.client.PendingRequests.PendingRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingRequestsTest {
  private final PendingRequests pending = new PendingRequests();
  private final List<ShardAnswer> answers = new ArrayList<>();

  @Test
  void shouldKeepTheOrderInWhichRequestsWereAdded() {
    var first = add();
    var second = add();
    var third = add();

    assertThat(pending.first()).isSameAs(first);
    assertThat(pending.all()).containsExactly(first, second, third);
  }

  @Test
  void shouldRemoveARequestWhereverItStands() {
    var first = add();
    var second = add();
    var third = add();

    complete(second);
    assertThat(pending.all()).containsExactly(first, third);

    complete(first);
    assertThat(pending.first()).isSameAs(third);

    complete(third);
    assertThat(pending.first()).isNull();
    assertThat(pending.all()).isEmpty();

    var next = add();
    assertThat(pending.all()).containsExactly(next);
  }

  @Test
  void shouldCompleteTheCallerOnce() {
    var request = add();

    pending.complete(request, new Version(1), null);
    pending.complete(request, new Version(2), null);

    assertThat(answers).containsExactly(new Version(1));
    assertThat(request.isCompleted()).isTrue();
  }

  @Test
  void shouldLetACallerAddTheNextRequest() {
    List<PendingRequest> added = new ArrayList<>();
    var request =
        new PendingRequest(
            new ReadVersion("S", Principal.ANONYMOUS, 1, false),
            0,
            0,
            (answer, failure) -> added.add(add()));
    pending.add(request);

    complete(request);

    assertThat(pending.all()).isEqualTo(added).hasSize(1);
  }

  private PendingRequest add() {
    var request =
        new PendingRequest(
            new ReadVersion("S", Principal.ANONYMOUS, 1, false),
            0,
            0,
            (answer, failure) -> answers.add(answer));
    pending.add(request);
    return request;
  }

  private void complete(PendingRequest request) {
    pending.complete(request, new Version(1), null);
  }
}
