package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.notify.lane.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When an endpoint is judged to fail, and when it is tried. */
class HealthTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");
  private static final Schedule SCHEDULE = new Schedule(List.of(5, 1_000));

  private final Health health =
      new Health(
          new WebhookStatus(WebhookState.ACTIVE, null, NOW, null, 1),
          SCHEDULE,
          RandomGenerator.getDefault(),
          NOW);

  @Test
  void shouldDegradeAfterThreeAttemptsWithoutConnection() {
    health.failed("a", AttemptError.CONNECT, false, NOW);
    health.failed("a", AttemptError.STATUS, false, NOW);
    health.failed("a", AttemptError.DNS, false, NOW);
    health.failed("a", AttemptError.TLS, false, NOW);
    assertThat(health.isDegraded()).isFalse();

    health.failed("a", AttemptError.CONNECT, false, NOW);

    assertThat(health.isDegraded()).isTrue();
    assertThat(health.isProbeDue(NOW.plusSeconds(4))).isFalse();
    assertThat(health.isProbeDue(NOW.plusSeconds(6))).isTrue();
  }

  @Test
  void shouldDegradeAfterTenFailuresOfSeveralShipmentsOnly() {
    for (int i = 0; i < 20; i++) {
      health.failed("a", AttemptError.STATUS, false, NOW);
    }
    assertThat(health.isDegraded()).isFalse();

    health.failed("b", AttemptError.TIMEOUT, false, NOW);

    assertThat(health.isDegraded()).isTrue();
  }

  @Test
  void shouldProbeEveryFiveMinutesAtLeastAndNotPutTheFirstOneOffForLateFailures() {
    health.degrade(NOW);
    health.failed("a", AttemptError.STATUS, false, NOW.plusSeconds(1));
    assertThat(health.isProbeDue(NOW.plusSeconds(6))).isTrue();

    health.failed("a", AttemptError.STATUS, true, NOW);
    assertThat(health.isProbeDue(NOW.plusSeconds(4))).isFalse();
    assertThat(health.isProbeDue(NOW.plusSeconds(6))).isTrue();

    health.failed("a", AttemptError.STATUS, true, NOW);

    assertThat(health.isProbeDue(NOW.plusSeconds(269))).isFalse();
    assertThat(health.isProbeDue(NOW.plusSeconds(331))).isTrue();
    assertThat(health.isFailing(60, NOW.plusSeconds(59))).isFalse();
    assertThat(health.isFailing(60, NOW.plusSeconds(60))).isTrue();
  }

  @Test
  void shouldProbeFirstAfterFiveSecondsWhateverTheSchedule() {
    var slow =
        new Health(health.status(), new Schedule(List.of(60)), RandomGenerator.getDefault(), NOW);

    slow.degrade(NOW);

    assertThat(slow.isProbeDue(NOW.plusSeconds(4))).isFalse();
    assertThat(slow.isProbeDue(NOW.plusSeconds(6))).isTrue();
    slow.failed("a", AttemptError.STATUS, true, NOW);
    assertThat(slow.isProbeDue(NOW.plusSeconds(53))).isFalse();
    assertThat(slow.isProbeDue(NOW.plusSeconds(67))).isTrue();
  }

  @Test
  void shouldBeActiveAfterTheFirstSuccess() {
    health.degrade(NOW);
    assertThat(health.hasSucceededSince(null)).isFalse();

    assertThat(health.succeeded(NOW.plusSeconds(1))).isTrue();

    assertThat(health.status().state()).isEqualTo(WebhookState.ACTIVE);
    assertThat(health.hasSucceededSince(NOW)).isTrue();
    assertThat(health.hasSucceededSince(NOW.plusSeconds(1))).isFalse();
    assertThat(health.succeeded(NOW.plusSeconds(2))).isFalse();
  }
}
