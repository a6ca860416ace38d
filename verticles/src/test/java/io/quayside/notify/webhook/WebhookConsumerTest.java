package io.quayside.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectStore;
import io.quayside.admin.SecretKeys;
import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Settings;
import io.quayside.common.identity.Principal;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.quayside.notify.lane.Schedule;
import io.quayside.notify.webhook.WebhookConsumer.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What a consumer does while its webhook may not send. */
class WebhookConsumerTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30Z");
  private static final String ID = "01J9ZQ7YV3M5T8X2C4B6N8P0RS";

  private final ManualScheduler scheduler = new ManualScheduler();
  private final ObjectStore administration =
      new ObjectStore(SecretKeys.NONE, Duration.ofMinutes(5), scheduler::nanoTime);
  private final Schedule schedule = new Schedule(List.of(1));
  private final Backlog backlog = new Backlog(Map.of(0, new Cursor(0, 0, 1)), List.of());
  private final WebhookConsumer consumer =
      new WebhookConsumer(
          ID,
          new Shared(
              scheduler,
              new Attempts(
                  administration,
                  administration.table(ObjectKinds.WEBHOOK),
                  null,
                  null,
                  () -> NOW,
                  false,
                  Traces.OFF),
              null,
              null,
              null,
              null,
              schedule,
              () -> NOW,
              new Random(1),
              notice -> {}),
          backlog,
          null,
          new Health(
              new WebhookStatus(WebhookState.ACTIVE, null, NOW, null, 1),
              schedule,
              new Random(1),
              NOW));

  private static Webhook webhook() {
    var settings = new Settings("https://a.example", List.of("*"), null, null, 16, null, 15, 60);
    return new Webhook(
        ID, 1, Principal.DEFAULT_TENANT, settings, null, null, null, null, false, NOW, NOW);
  }

  /**
   * A read of the feed may end when what is known of the administration is stale, as after a pause
   * of the process: the loop over what is ready went on for ever then.
   */
  @Test
  @Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
  void shouldLeaveWhatIsReadyWhileTheWebhookMayNotSend() {
    Event booked = () -> NOW;
    var stored = new StoredEvent(Principal.DEFAULT_TENANT, ID, 1, "t", "c", Status.BOOKED, booked);
    backlog.add(0, new Chunk(List.of(new FeedEvent(0, 0, stored, new byte[0])), 1), e -> true);

    consumer.send(webhook());

    assertThat(backlog.hasReady()).isTrue();
    assertThat(backlog.waiting()).isEqualTo(1);
  }
}
