package io.quayside.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchTest {
  @Test
  void shouldFollowEventsAndTheNewestPosition() {
    Watch watch =
        Watch.from(3)
            .with(event(4), 100)
            .with(position(7), 110)
            .with(event(5), 120)
            .with(position(6), 130)
            .with("{\"op\":\"pong\"}", 140);

    assertThat(watch.version()).isEqualTo(5);
    assertThat(watch.versionAtMs()).isEqualTo(120);
    assertThat(watch.sequence()).isEqualTo(7);
    assertThat(watch.sequenceAtMs()).isEqualTo(110);
    assertThat(watch.fault()).isEmpty();
  }

  @Test
  void shouldNoticeAHole() {
    Watch watch = Watch.from(3).with(event(5), 100);

    assertThat(watch.fault()).contains("after version 3 came 5");
  }

  @Test
  void shouldNoticeARepetitionAndKeepWhatItKnows() {
    Watch watch = Watch.from(3).with(event(4), 100).with(event(4), 110);

    assertThat(watch.fault()).contains("after version 4 came 4");
    assertThat(watch.version()).isEqualTo(4);
    assertThat(watch.forgiven().with(event(5), 120).fault()).isEmpty();
  }

  private static String event(int version) {
    return "{\"op\":\"event\",\"event\":{\"shipmentversion\":%d}}".formatted(version);
  }

  private static String position(int sequence) {
    return "{\"op\":\"position\",\"position\":{\"sequence\":%d}}".formatted(sequence);
  }
}
