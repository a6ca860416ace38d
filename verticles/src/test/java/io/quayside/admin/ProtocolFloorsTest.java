package io.quayside.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.log.envelope.AdminCodec;
import org.junit.jupiter.api.Test;

/** The floor that two nodes raise over one log. */
class ProtocolFloorsTest {
  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryLog topic = new InMemoryLog(scheduler);
  private final TestNode one = new TestNode(scheduler, topic);
  private final TestNode other = new TestNode(scheduler, topic);
  private final ProtocolFloors floors = new ProtocolFloors(one.store, one.writer);
  private final ProtocolFloors othersFloors = new ProtocolFloors(other.store, other.writer);

  @Test
  void shouldRecordEachNumberOnce() {
    assertThat(floors.floor()).isZero();

    var raised = floors.raise(6);
    var raisedByOther = othersFloors.raise(6);
    scheduler.advance(1_000);
    var lower = floors.raise(5);
    var higher = othersFloors.raise(7);
    scheduler.advance(1_000);

    assertThat(raised.succeeded() && raisedByOther.succeeded()).isTrue();
    assertThat(lower.succeeded() && higher.succeeded()).isTrue();
    assertThat(floors.floor()).isEqualTo(7);
    assertThat(othersFloors.floor()).isEqualTo(7);
    assertThat(one.store.table(ObjectKinds.PROTOCOL).state("floor").version()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAVersionWithALowerNumber() {
    assertThatCode(() -> floors.require(1)).doesNotThrowAnyException();
    floors.raise(6);
    scheduler.advance(1_000);

    assertThatCode(() -> floors.require(6)).doesNotThrowAnyException();
    assertThatThrownBy(() -> floors.require(5))
        .isInstanceOf(ProtocolTooOldException.class)
        .hasMessageContainingAll("number 6", "up to 5");
  }

  @Test
  void shouldRefuseEveryVersionThatCannotReadTheFloor() {
    topic.add("protocol/floor", "{}".getBytes(UTF_8));
    scheduler.advance(1_000);

    assertThatThrownBy(() -> floors.require(6)).isInstanceOf(ProtocolTooOldException.class);
    var raised = floors.raise(6);
    scheduler.advance(1_000);
    assertThat(raised.failed()).isTrue();
  }

  @Test
  void shouldNotTakeAnotherObjectForTheFloor() {
    byte[] data = "{\"number\":6}".getBytes(UTF_8);
    String type = "admin.protocol-created.v1";

    topic.add(
        "protocol/other",
        AdminCodec.encode("protocol/other", 1, type, "default", TestNode.NOW, data));
    scheduler.advance(1_000);

    assertThat(floors.floor()).isZero();
    assertThatCode(() -> floors.require(1)).doesNotThrowAnyException();
  }
}
