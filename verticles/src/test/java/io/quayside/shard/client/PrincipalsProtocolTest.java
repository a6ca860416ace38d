package io.quayside.shard.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.cluster.Agreement;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ownership.InMemoryShardTable;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests of principals in a cluster with a member that knows no principals. */
class PrincipalsProtocolTest {
  private static final int SHARDS = 12;
  private static final String SHIPMENT = "0123456789ABCDEFGHJKMNPQRS";
  private static final UUID OWNER = new UUID(0, 2);

  private static final ReadVersion ANONYMOUS =
      new ReadVersion(SHIPMENT, Principal.ANONYMOUS, 1, false);
  private static final ReadVersion NAMED =
      new ReadVersion(SHIPMENT, Principal.operatorOfAll("default", "key/*/ops"), 1, false);

  private final InMemoryShardTable table = new InMemoryShardTable(new UUID(0, 1), SHARDS);
  private final ManualTransport transport = new ManualTransport();
  private final ShardClient client =
      new ShardClient(new ManualScheduler(), SHARDS, table, transport);

  PrincipalsProtocolTest() {
    table.join(OWNER);
    table.assign(client.shardOf(SHIPMENT), OWNER);
    table.agreeOn(Agreement.PRINCIPALS_PROTOCOL - 1);
  }

  @Test
  void shouldGoOnAskingForAnonymousCallers() {
    var answer = client.ask(ANONYMOUS);
    transport.sentTo(OWNER).answer().succeed(new Version(7));
    assertThat(answer.result()).isEqualTo(new Version(7));
  }

  @Test
  void shouldNotSendWhatANodeCannotJudge() {
    var answer = client.ask(NAMED);
    assertThat(transport.sent).isEmpty();
    assertThat(((Refused) answer.result()).problem().code())
        .isEqualTo(ProblemCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void shouldSendItOnceEveryNodeCan() {
    table.agreeOn(Agreement.PRINCIPALS_PROTOCOL);
    client.ask(NAMED);
    assertThat(transport.sentTo(OWNER).request()).isEqualTo(NAMED);
  }

  @Test
  void shouldNotRepeatItToANodeThatHasJoined() {
    table.agreeOn(Agreement.PRINCIPALS_PROTOCOL);
    var answer = client.ask(NAMED);
    var attempt = transport.sentTo(OWNER);
    table.agreeOn(Agreement.PRINCIPALS_PROTOCOL - 1);
    attempt.notServed();

    assertThat(transport.sent).isEmpty();
    assertThat(answer.result()).isInstanceOf(Refused.class);
  }
}
