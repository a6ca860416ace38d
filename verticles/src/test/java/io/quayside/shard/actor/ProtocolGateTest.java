package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Agreement;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Commands whose records an older version could not read. */
class ProtocolGateTest {
  private static final int MAX_WAITING = 2;
  private static final Principal ACME =
      new Principal("acme", Role.OPERATOR, "key/ops", null, Set.of(), false, null);

  private final ManualProtocol cluster = new ManualProtocol(Agreement.HIGHEST_PROTOCOL);
  private final List<Decide> recorded = new ArrayList<>();
  private final ProtocolGate gate =
      new ProtocolGate(
          Contexts.STANDARD, cluster, MAX_WAITING, (decide, answer) -> recorded.add(decide));

  private static Decide release(Principal principal) {
    return new Decide("7ZZZZZZZZZZZZZZZZZZZZZZZZ0", release(), principal, "C-1", true, null, null);
  }

  private static ReleaseShipment release() {
    return new ReleaseShipment();
  }

  private Promise<ShardAnswer> heldUp(Decide decide) {
    Promise<ShardAnswer> answer = Promise.promise();
    assertThat(gate.passes(decide, answer)).isFalse();
    return answer;
  }

  private static void assertRefused(Promise<ShardAnswer> answer, ProblemCode code) {
    assertThat(((Refused) answer.future().result()).problem().code()).isEqualTo(code);
  }

  @Test
  void shouldRecordTheNumberBeforeWhatNeedsIt() {
    cluster.recording = Promise.promise();

    var answer = heldUp(release(ACME));

    assertThat(gate.isIdle()).isFalse();
    assertThat(recorded).isEmpty();
    cluster.recording.complete();
    assertThat(recorded).containsExactly(release(ACME));
    assertThat(cluster.floor).isEqualTo(Agreement.PRINCIPALS_PROTOCOL);
    assertThat(gate.isIdle()).isTrue();
    assertThat(gate.passes(release(ACME), answer)).isTrue();
    assertThat(answer.future().isComplete()).isFalse();
  }

  @Test
  void shouldRecordNothingForWhatEveryVersionReads() {
    assertThat(gate.passes(release(Principal.ANONYMOUS), Promise.promise())).isTrue();
    assertThat(cluster.floor).isZero();
  }

  @Test
  void shouldRecordNothingWhileAMemberLacksTheNumber() {
    cluster.agreed = Agreement.PRINCIPALS_PROTOCOL - 1;

    assertRefused(heldUp(release(ACME)), ProblemCode.TEMPORARILY_UNAVAILABLE);

    assertThat(cluster.floor).isZero();
  }

  @Test
  void shouldRefuseWhatCannotBeRecorded() {
    cluster.recording = Promise.promise();
    var answer = heldUp(release(ACME));

    cluster.recording.fail("no Kafka");

    assertRefused(answer, ProblemCode.TEMPORARILY_UNAVAILABLE);
    assertThat(recorded).isEmpty();
  }

  @Test
  void shouldDecideNothingOnceTheShardIsClosed() {
    cluster.recording = Promise.promise();
    var answer = heldUp(release(ACME));

    gate.close();
    cluster.recording.complete();

    assertRefused(answer, ProblemCode.TEMPORARILY_UNAVAILABLE);
    assertThat(recorded).isEmpty();
  }

  @Test
  void shouldHoldUpNoMoreThanItsBound() {
    cluster.recording = Promise.promise();
    heldUp(release(ACME));
    heldUp(release(ACME));

    assertRefused(heldUp(release(ACME)), ProblemCode.OVERLOADED);
  }
}
