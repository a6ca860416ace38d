package io.quayside.shard.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ownership.InMemoryShardTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in a cluster whose members, owners and answers are random, by a seed. */
class ShardClientRandomTest {
  private static final String SHIPMENT = "0123456789ABCDEFGHJKMNPQRS";
  private static final UUID SELF = new UUID(0, 1);
  private static final List<UUID> NODES = List.of(SELF, new UUID(0, 2), new UUID(0, 3));

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryShardTable table = new InMemoryShardTable(SELF, 1);
  private final ManualTransport transport = new ManualTransport();
  private final ShardClient client = new ShardClient(scheduler, 1, table, transport);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldAnswerEachCallerOnceWithinTheDeadline(long seed) {
    var random = new Random(seed);
    List<Caller> callers = new ArrayList<>();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          var caller = new Caller(scheduler.nowMillis());
          callers.add(caller);
          client.ask(anyRequest(random), caller::answered);
        }
        case 2 -> table.assign(0, random.nextInt(4) == 0 ? null : any(NODES, random));
        case 3 -> {
          var node = any(NODES.subList(1, NODES.size()), random);
          table.leave(node);
          table.join(node);
        }
        case 4, 5 -> scheduler.advance(random.nextInt(100));
        default -> settleOne(random);
      }
    }
    scheduler.advance(ShardClient.DEADLINE_MILLIS + 50);

    assertThat(callers).isNotEmpty().allSatisfy(caller -> assertThat(caller.answers).isOne());
    assertThat(callers)
        .allSatisfy(
            caller ->
                assertThat(caller.tookMillis)
                    .isLessThanOrEqualTo(ShardClient.DEADLINE_MILLIS + 50));
  }

  private void settleOne(Random random) {
    if (transport.sent.isEmpty()) {
      return;
    }
    var attempt = random.nextBoolean() ? transport.sent.pollFirst() : transport.sent.pollLast();
    switch (random.nextInt(5)) {
      case 0 -> attempt.notServed();
      case 1 -> attempt.unreachable();
      case 2 -> {} // lost
      default -> attempt.answer().succeed(new Version(1));
    }
  }

  private static UUID any(List<UUID> nodes, Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private final class Caller {
    final long sinceMillis;
    long tookMillis;
    int answers;

    Caller(long sinceMillis) {
      this.sinceMillis = sinceMillis;
    }

    void answered(ShardAnswer answer, Throwable failure) {
      assertThat(failure).isNull();
      answers++;
      tookMillis = scheduler.nowMillis() - sinceMillis;
    }
  }

  private static ShardRequest anyRequest(Random random) {
    return random.nextBoolean()
        ? new Decide(SHIPMENT, new ReleaseShipment(), Principal.ANONYMOUS, "C", false, null, null)
        : new ReadVersion(SHIPMENT, Principal.ANONYMOUS, 1, false);
  }
}
