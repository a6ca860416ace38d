package io.quayside.notify.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Settings;
import io.quayside.admin.Webhook.Start;
import io.quayside.admin.Webhook.View;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.metrics.NotifyMetrics;
import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.log.envelope.Golden;
import io.quayside.notify.lane.Schedule;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoticesTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:15:30.125Z");
  private static final Notice STUCK = Notice.sagaStuck("acme", "S", "release", "too-late");

  private final Map<String, Webhook> webhooks = new HashMap<>();
  private final ManualScheduler scheduler = new ManualScheduler();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> sent = new ArrayList<>();
  private int status = 200;
  private final Notices notices =
      new Notices(
          () -> webhooks.values().stream(),
          webhooks::get,
          (webhook, id, body, attempt) -> {
            sent.add(webhook.webhookId() + " " + attempt);
            return Future.succeededFuture(AttemptResult.answered(status, 1, 0));
          },
          scheduler,
          new Schedule(List.of(5, 300, 1_800)),
          new NotifyMetrics(meters),
          () -> NOW,
          new Random(1));

  private Webhook webhook(
      String id, String tenant, Role role, boolean allTenants, String... types) {
    var webhook =
        new Webhook(
            id,
            1,
            tenant,
            new Settings("https://a.example", List.of(types), null, null, 16, null, 15, 60),
            View.of(new Principal(tenant, role, "key/a", null, Set.of("MAEU"), allTenants, null)),
            null,
            new Start(1, List.of(0L), 1, NOW),
            null,
            false,
            NOW,
            NOW);
    webhooks.put(id, webhook);
    return webhook;
  }

  private double dropped() {
    return meters.counter("quayside.webhook.notices.dropped").count();
  }

  @Test
  void shouldTellOperatorsWebhooksThatNameTheType() {
    webhook("named", "acme", Role.OPERATOR, false, "quayside.saga-stuck.v1");
    webhook("prefix", "acme", Role.OPERATOR, false, "shipment.*", "quayside.*");
    webhook("all", "acme", Role.OPERATOR, false, "*");
    webhook("shipper", "acme", Role.SHIPPER, false, "quayside.*");
    webhook("other", "globex", Role.OPERATOR, true, "quayside.*");

    notices.tell(STUCK);

    assertThat(sent).containsExactlyInAnyOrder("named 1", "prefix 1");
    assertThat(dropped()).isZero();
  }

  @Test
  void shouldTellViewsOfAllTenantsWhatIsOfNone() {
    webhook("one", "acme", Role.OPERATOR, false, "quayside.*");
    webhook("all", "globex", Role.OPERATOR, true, "quayside.*");

    notices.tell(Notice.relayStopped("erp", 3, "no queue"));

    assertThat(sent).containsExactly("all 1");
  }

  @Test
  void shouldNotTellAWebhookAboutItself() {
    webhook("broken", "acme", Role.OPERATOR, false, "quayside.*");
    webhook("other", "acme", Role.OPERATOR, false, "quayside.*");

    notices.tell(Notice.webhookDegraded("broken", "acme"));

    assertThat(sent).containsExactly("other 1");
  }

  @Test
  void shouldSendOneASecondOfATypeAndCountTheRest() {
    webhook("one", "acme", Role.OPERATOR, false, "quayside.*");

    notices.tell(STUCK);
    notices.tell(STUCK);
    notices.tell(Notice.webhookDegraded("other", "acme"));
    assertThat(sent).containsExactly("one 1", "one 1");
    assertThat(dropped()).isEqualTo(1);

    scheduler.advance(1_000);
    notices.tell(STUCK);
    assertThat(sent).hasSize(3);
  }

  @Test
  void shouldTryAgainAfterTheFirstTwoStepsOfTheSchedule() {
    webhook("one", "acme", Role.OPERATOR, false, "quayside.*");
    status = 500;

    notices.tell(STUCK);
    scheduler.advance(5_600);
    assertThat(sent).containsExactly("one 1", "one 2");
    scheduler.advance(331_000);
    assertThat(sent).containsExactly("one 1", "one 2", "one 3");
    scheduler.advance(10_000_000);

    assertThat(sent).hasSize(3);
    assertThat(dropped()).isEqualTo(1);
  }

  @Test
  void shouldForgetWhatIsBeyondItsBound() {
    status = 500;
    for (int i = 0; i <= Notices.MAX_WAITING; i++) {
      webhook("webhook " + i, "acme", Role.OPERATOR, false, "quayside.*");
    }

    notices.tell(STUCK);

    assertThat(sent).hasSize(Notices.MAX_WAITING);
    assertThat(dropped()).isEqualTo(1);
  }

  @Test
  void shouldGoBetweenNodesAsItIs() {
    var notice = Notice.relayStopped("erp", 3, "no queue");

    var read = Notice.parse(notice.toText());

    assertThat(read.type()).isEqualTo(notice.type());
    assertThat(read.tenant()).isNull();
    assertThat(new String(read.data(), UTF_8)).isEqualTo(new String(notice.data(), UTF_8));
    assertThat(Golden.newest(notice.type())).endsWith(new String(notice.data(), UTF_8) + '}');
  }
}
