package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What attempts that failed leave behind: in headers, in the list of deliveries, in the state. */
@ExtendWith(SendingGateway.class)
class WebhookOutcomesIT extends WebhookScenario {
  WebhookOutcomesIT(GatewayProcess gateway) {
    super(gateway);
  }

  /**
   * A probe is an attempt like any other; after the last one before a lane is parked none comes.
   */
  @Test
  void shouldCountAttemptsAndSayWhenTheNextOneComes() {
    make();
    receiver.answer(500);
    List<String> shipments = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      shipments.add(book());
    }
    awaitState("DEGRADED");
    var probed = book();
    await().atMost(60, SECONDS).until(() -> !receiver.versions(probed).isEmpty());
    receiver.answer(200);
    awaitState("ACTIVE");
    shipments.add(probed);
    shipments.forEach(
        id -> {
          awaitVersions(id, 1);
          await()
              .atMost(20, SECONDS)
              .untilAsserted(
                  () ->
                      assertThat(
                              items("/deliveries?shipmentId=" + id).getFirst().getString("outcome"))
                          .isEqualTo("ok"));
          List<Integer> listed = new ArrayList<>();
          items("/deliveries?shipmentId=" + id)
              .forEach(one -> listed.addFirst(one.getInteger("attempt")));
          var sent =
              receiver.received().stream()
                  .filter(one -> one.shipmentId().equals(id))
                  .map(one -> Integer.valueOf(one.header("quayside-attempt")))
                  .toList();
          assertThat(sent).isEqualTo(IntStream.rangeClosed(1, sent.size()).boxed().toList());
          assertThat(listed).isEqualTo(sent);
        });
    var failed = items("/deliveries?outcome=failed&shipmentId=" + probed);
    assertThat(failed)
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.getString("nextAttemptAt")).isNull());
  }

  @Test
  void shouldSendNoNoticeAgainOnceItIsDisabled() {
    var types = new JsonArray().add("quayside.webhook-disabled.v1").add("*");
    var webhookIds =
        Stream.of("/gone", "/fails", "/told")
            .map(target -> make(url(target).put("types", types)).getString("webhookId"))
            .toList();
    make(url("/off"));
    book();
    await()
        .atMost(60, SECONDS)
        .until(() -> receiver.received().stream().anyMatch(one -> one.target().equals("/off")));
    // By target, the highest number of an attempt.
    var notices = new ConcurrentHashMap<String, Integer>();
    receiver.answer(
        one -> {
          if (one.shipmentId() != null) {
            return one.target().equals("/gone") ? 410 : 204;
          }
          notices.merge(one.target(), Integer.valueOf(one.header("quayside-attempt")), Math::max);
          return one.target().equals("/told") ? 410 : 500;
        });
    client.post(path + "/disable", new JsonObject()).expect(200);
    await().atMost(30, SECONDS).until(() -> notices.size() == 3);
    book();

    await().atMost(60, SECONDS).until(() -> notices.get("/fails") >= 3);
    delete(path).expect(204);
    for (var webhookId : webhookIds) {
      path = "/v1/webhooks/" + webhookId;
      var shown = shown();
      assertThat(shown.getString("reason"))
          .isEqualTo(webhookId.equals(webhookIds.get(1)) ? null : "GONE");
      delete(path).expect(204);
    }
    path = null;
    assertThat(notices.get("/told")).isEqualTo(1);
    assertThat(notices.get("/gone")).isLessThan(3);
  }

  /** What fails while a probe hangs is an attempt like any other once the webhook is enabled. */
  @Test
  void shouldMakeLanesOfFailuresBesideAProbeThatHangs() {
    make(url("/").put("timeoutSeconds", 30));
    receiver.answer(500);
    Set<String> before = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      before.add(book());
    }
    awaitState("DEGRADED");
    var probed = new AtomicReference<String>();
    var answering = new CountDownLatch(1);
    Set<String> failed = ConcurrentHashMap.newKeySet();
    receiver.answer(
        one -> {
          var id = one.shipmentId();
          if (probed.compareAndSet(null, id)) {
            try {
              return answering.await(60, SECONDS) ? 204 : 500;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return 500;
            }
          }
          return !before.contains(id) && failed.add(id) ? 500 : 204;
        });
    var waiting = new ArrayList<>(List.of(book(), book(), book()));
    await().atMost(60, SECONDS).until(() -> probed.get() != null);

    client.post(path + "/enable", new JsonObject()).expect(200);

    waiting.remove(probed.get());
    for (var id : waiting) {
      var listed = "/deliveries?shipmentId=" + id;
      await().atMost(60, SECONDS).until(() -> items(listed + "&outcome=ok").size() == 1);
      assertThat(items(listed + "&outcome=failed"))
          .singleElement()
          .satisfies(one -> assertThat(one.getString("nextAttemptAt")).isNotNull());
    }
    answering.countDown();
  }
}
