package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import org.junit.jupiter.api.Test;

class ConfirmedStreamTest {
  private static final ShipmentStream EMPTY = Contexts.STANDARD.empty("S");

  private final ConfirmedStream stream = new ConfirmedStream();

  @Test
  void shouldLoadOnceAtATime() {
    assertThat(stream.startLoad()).isTrue();
    assertThat(stream.startLoad()).as("during a load").isFalse();
    assertThat(stream.isLoaded()).isFalse();

    assertThat(stream.endLoad(EMPTY)).isTrue();
    assertThat(stream.get()).isSameAs(EMPTY);
    assertThat(stream.isBooked()).isFalse();
    assertThat(stream.startLoad()).as("after a load").isFalse();
  }

  @Test
  void shouldLoadAgainAfterAFailure() {
    stream.startLoad();

    assertThat(stream.endLoad(null)).isTrue();

    assertThat(stream.isLoaded()).isFalse();
    assertThat(stream.startLoad()).isTrue();
  }

  @Test
  void shouldStartWithoutALoadOnlyBeforeOne() {
    assertThat(stream.start(EMPTY)).isTrue();
    assertThat(stream.start(EMPTY)).isFalse();
    assertThat(stream.endLoad(EMPTY)).as("of a load that never began").isFalse();

    var loading = new ConfirmedStream();
    loading.startLoad();
    assertThat(loading.start(EMPTY)).isFalse();
    assertThat(loading.isLoaded()).isFalse();
  }

  @Test
  void shouldKeepTheFirstReasonForParking() {
    stream.start(EMPTY);
    assertThat(stream.parkReason()).isNull();

    assertThat(stream.park("first")).isTrue();
    assertThat(stream.park("second")).isFalse();

    assertThat(stream.parkReason()).isEqualTo("first");
    assertThat(stream.get()).isSameAs(EMPTY);
  }

  @Test
  void shouldIgnoreALoadThatEndsAfterItsEnd() {
    stream.startLoad();

    stream.close();

    assertThat(stream.endLoad(EMPTY)).isFalse();
    assertThat(stream.isLoaded()).isFalse();
    assertThat(stream.isClosed()).isTrue();
    assertThat(stream.startLoad()).isFalse();
    assertThat(stream.start(EMPTY)).isFalse();
  }
}
