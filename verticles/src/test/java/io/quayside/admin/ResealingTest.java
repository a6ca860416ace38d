package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.InMemoryLog.Fate;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.scheduling.ManualScheduler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets whose key has lost its place as the first of the key file. */
class ResealingTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final String OLD_LINE = "0123456789abcdef".repeat(4);
  private static final String NEW_LINE = "fedcba9876543210".repeat(4);
  private static final SecretKeys NEW_FIRST = SecretKeys.parse(NEW_LINE + "\n" + OLD_LINE);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryLog topic = new InMemoryLog(scheduler);
  private final TestNode before = new TestNode(scheduler, topic);

  @BeforeEach
  void makeGroups() {
    scheduler.run();
    for (String id : List.of("4Q7ZK2MB", "7C3M9XVD")) {
      before.writer.write(
          ObjectKinds.DEVICE_GROUP, id, current -> new Present<>(group(id)), false, "caller");
      scheduler.run();
    }
  }

  private static DeviceGroup group(String id) {
    var epochs = List.of(new Epoch(2, SECRET), new Epoch(1, SECRET));
    return new DeviceGroup(id, 1, "acme", "trucks", "MAEU", epochs, Set.of("a"), TestNode.NOW);
  }

  private TestNode node(SecretKeys keys) {
    TestNode node = new TestNode(scheduler, topic, keys);
    scheduler.run();
    return node;
  }

  private int reseal(TestNode node) {
    var resealed = new Resealing(node.store, node.writer).run();
    scheduler.advance(1_000);
    return resealed.result();
  }

  @Test
  void shouldSealEverySecretOnceByTheFirstKey() {
    TestNode one = node(NEW_FIRST);
    TestNode other = node(NEW_FIRST);

    var first = new Resealing(one.store, one.writer).run();
    assertThat(reseal(other)).isEqualTo(2);

    assertThat(first.succeeded()).isTrue();
    assertThat(topic.records.stream().filter(r -> r.key().endsWith("4Q7ZK2MB")).count())
        .as("records, one of which may not count")
        .isBetween(2L, 3L);
    String newKid = NEW_FIRST.kids().getFirst();
    TestNode withoutOld = node(SecretKeys.parse(NEW_LINE));
    assertThat(withoutOld.store.secretsByKid()).isEqualTo(Map.of(newKid, 4L));
    assertThat(withoutOld.store.unreadableSecrets()).isZero();
    DeviceGroup group = withoutOld.store.group("7C3M9XVD");
    assertThat(group.version()).isEqualTo(2);
    assertThat(group.epochs().getFirst().secret()).isEqualTo(SECRET);
    assertThat(group.denied()).containsExactly("a");
    assertThat(reseal(node(NEW_FIRST))).isZero();
  }

  @Test
  void shouldLeaveWhatItCannotOpenAndWhatIsSealedByTheFirst() {
    assertThat(reseal(node(SecretKeys.parse(NEW_LINE)))).isZero();
    assertThat(reseal(node(TestNode.KEYS))).isZero();
    assertThat(reseal(node(SecretKeys.NONE))).isZero();
    assertThat(topic.records).hasSize(2);
  }

  @Test
  void shouldGoOnAtTheNextStartWhereItFailed() {
    topic.fate = Fate.LOST;
    TestNode node = node(NEW_FIRST);
    var failed = new Resealing(node.store, node.writer).run();
    scheduler.advance(2 * AdminWriter.DEADLINE_MILLIS);
    assertThat(failed.failed()).isTrue();

    topic.fate = Fate.ACKNOWLEDGED;

    assertThat(reseal(node(NEW_FIRST))).isEqualTo(2);
  }
}
