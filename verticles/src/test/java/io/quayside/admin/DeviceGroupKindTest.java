package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.DeviceGroup.Epoch;
import io.quayside.admin.ObjectState.Present;
import io.quayside.common.identity.Role;
import io.quayside.common.scheduling.ManualScheduler;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Objects as records hold them, secrets sealed. */
class DeviceGroupKindTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryLog topic = new InMemoryLog(scheduler);

  private void write(DeviceGroup group) {
    new TestNode(scheduler, topic)
        .writer.write(
            ObjectKinds.DEVICE_GROUP, group.groupId(), c -> new Present<>(group), false, "caller");
    scheduler.run();
  }

  private TestNode node(SecretKeys keys) {
    TestNode node = new TestNode(scheduler, topic, keys);
    scheduler.run();
    return node;
  }

  private static DeviceGroup group(int version, List<Epoch> epochs) {
    return new DeviceGroup(
        "4Q7ZK2MB", version, "acme", "trucks", "MAEU", epochs, Set.of("b", "a"), TestNode.NOW);
  }

  @Test
  void shouldKeepTheSecretOutOfTheRecord() {
    write(group(1, List.of(new Epoch(1, SECRET))));

    String record = new String(topic.records.getFirst().value(), UTF_8);
    assertThat(record)
        .contains("\"denied\":[\"a\",\"b\"]", "\"carrier\":\"MAEU\"", "\"kid\":\"")
        .doesNotContain(new String(SECRET, UTF_8))
        .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET));
    DeviceGroup read = node(TestNode.KEYS).store.group("4Q7ZK2MB");
    assertThat(read.epochs().getFirst().secret()).isEqualTo(SECRET);
    assertThat(read.denied()).containsExactlyInAnyOrder("a", "b");
    assertThat(read.carrier()).isEqualTo("MAEU");
  }

  @Test
  void shouldReadAGroupWhoseSecretNoKeyOpens() {
    write(group(1, List.of(new Epoch(1, SECRET))));

    for (SecretKeys keys : List.of(SecretKeys.NONE, SecretKeys.parse(SecretKeys.newLine()))) {
      TestNode node = node(keys);

      assertThat(node.store.group("4Q7ZK2MB").epochs().getFirst().secret()).isNull();
      assertThat(node.store.unreadableSecrets()).isEqualTo(1);
      assertThat(node.store.secretsByKid())
          .containsExactly(java.util.Map.entry(TestNode.KEYS.kids().getFirst(), 1L));
    }
  }

  @Test
  void shouldKeepWhatItCannotOpenWhenTheObjectChanges() {
    write(group(1, List.of(new Epoch(1, SECRET))));
    TestNode lost = node(SecretKeys.parse("ff".repeat(32)));
    DeviceGroup read = lost.store.group("4Q7ZK2MB");

    lost.writer.write(
        ObjectKinds.DEVICE_GROUP,
        "4Q7ZK2MB",
        current -> new Present<>(group(2, List.of(new Epoch(2, SECRET), read.epochs().getFirst()))),
        false,
        "caller");
    scheduler.run();

    assertThat(lost.store.unreadableSecrets()).isEqualTo(1);
    DeviceGroup atOld = node(TestNode.KEYS).store.group("4Q7ZK2MB");
    assertThat(atOld.epochs().get(0).secret()).isNull();
    assertThat(atOld.epochs().get(1).secret()).isEqualTo(SECRET);
  }

  @Test
  void shouldReadAKeyAsItWasWritten() {
    TestNode node = new TestNode(scheduler, topic);
    ApiKey key =
        new ApiKey(
            "4Q7ZK2MB",
            1,
            "default",
            "erp",
            Role.SHIPPER,
            Set.of("Hansa Tea"),
            Set.of(),
            false,
            TestNode.NOW,
            TestNode.NOW.plusSeconds(60),
            "ab".repeat(32));
    node.writer.write(ObjectKinds.KEY, "4Q7ZK2MB", c -> new Present<>(key), false, "caller");
    scheduler.run();

    assertThat(new String(topic.records.getFirst().value(), UTF_8)).doesNotContain("tenantid");
    assertThat(node(TestNode.KEYS).store.key("4Q7ZK2MB")).isEqualTo(key);
  }
}
