package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who sees and manages a webhook and its dead letters, and what becomes of it without its maker.
 */
@ExtendWith(SecuredGateway.class)
class WebhookRightsIT {
  private static final String TENANT = "hooks";
  private static final String OTHER_TENANT = "other-hooks";
  private static final String SHIPPER = "Hansa Tea";
  private static final String OTHER_SHIPPER = "Nordlicht";
  private static final String AMOUNT = "4711.50";
  private static final int WITHIN_SECONDS = 60;

  private final Client client;
  private final String[] operator;
  private final String[] maker;

  /** By what they are, those who do not manage the maker's webhook. */
  private final Map<String, String[]> strangers;

  private final List<String> made = new ArrayList<>();
  private WebhookReceiver receiver;

  WebhookRightsIT(Secured secured) {
    client = secured.client();
    secured.tenant(TENANT);
    secured.tenant(OTHER_TENANT);
    operator = bearer(secured.key(TENANT, "operator", new JsonObject()));
    maker = bearer(secured.key(TENANT, "shipper", scope("shippers", SHIPPER)));
    strangers =
        Map.of(
            "another shipper",
            bearer(secured.key(TENANT, "shipper", scope("shippers", OTHER_SHIPPER))),
            "a carrier",
            bearer(secured.key(TENANT, "carrier", scope("carriers", "MAEU"))),
            "a service",
            bearer(secured.key(TENANT, "service", new JsonObject())),
            "another tenant's operator",
            bearer(secured.key(OTHER_TENANT, "operator", new JsonObject())),
            "another tenant's shipper of that name",
            bearer(secured.key(OTHER_TENANT, "shipper", scope("shippers", SHIPPER))));
  }

  private static JsonObject scope(String member, String... names) {
    return new JsonObject().put(member, new JsonArray(List.of(names)));
  }

  @BeforeEach
  void open() {
    receiver = new WebhookReceiver();
  }

  @AfterEach
  void close() {
    made.forEach(path -> client.send("DELETE", path, null, null, operator).join().expect(204));
    receiver.close();
  }

  private String make(String target, String... headers) {
    var fields = new JsonObject().put("url", receiver.url(target));
    var path = client.post("/v1/webhooks", fields, headers).expect(201).header("Location");
    made.add(path);
    return path;
  }

  private String book() {
    return client
        .post("/v1/shipments", Bodies.booking().put("shipper", SHIPPER), operator)
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private void awaitSent(String target, String eventId) {
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .until(
            () ->
                receiver.received().stream()
                    .anyMatch(one -> one.target().equals(target) && one.id().equals(eventId)));
  }

  private static List<String> ids(Answer list, String member) {
    return list.expect(200).json().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString(member))
        .toList();
  }

  @Test
  void shouldHideAWebhookFromAllWhoDoNotManageIt() {
    var path = make("/", maker);
    var webhookId = path.substring(path.lastIndexOf('/') + 1);

    strangers.forEach(
        (who, headers) -> {
          touches(path, headers).forEach(answer -> answer.expectProblem(404, "webhook-not-found"));
          assertThat(ids(client.get("/v1/webhooks", headers), "webhookId"))
              .as(who)
              .doesNotContain(webhookId);
        });

    for (var headers : List.of(maker, operator)) {
      client.get(path, headers).expect(200);
      assertThat(ids(client.get("/v1/webhooks", headers), "webhookId")).contains(webhookId);
    }
    assertThat(client.get(path, maker).header("ETag")).as("nobody changed it").isEqualTo("\"1\"");
    book();
    await().atMost(WITHIN_SECONDS, SECONDS).until(() -> !receiver.received().isEmpty());
  }

  /** Every operation of one webhook. */
  private Stream<Answer> touches(String path, String... headers) {
    var url = new JsonObject().put("url", receiver.url("/stolen")).encode().getBytes(UTF_8);
    var since = new JsonObject().put("since", "2026-01-01T00:00:00Z");
    return Stream.of(
        client.get(path, headers),
        client.get(path + "/deliveries", headers),
        client.get(path + "/lanes", headers),
        client.send("PUT", path, url, "application/json", headers).join(),
        client.send("DELETE", path, null, null, headers).join(),
        client.post(path + "/secret-rotation", new JsonObject(), headers),
        client.post(path + "/disable", new JsonObject(), headers),
        client.post(path + "/enable", new JsonObject(), headers),
        client.post(path + "/ping", new JsonObject(), headers),
        client.post(path + "/replay", since, headers));
  }

  /** What another may name in `types` would tell whose webhook it is. */
  @Test
  void shouldAnswerAChangeOfAnyWebhookOfOthersAlike() {
    var notices =
        new JsonObject()
            .put("url", receiver.url("/"))
            .put("types", new JsonArray().add("quayside.*"))
            .toBuffer()
            .getBytes();
    var shipper = strangers.get("another shipper");

    for (var path :
        List.of(make("/", operator), make("/", maker), "/v1/webhooks/" + "0".repeat(26))) {
      client
          .send("PUT", path, notices, "application/json", shipper)
          .join()
          .expectProblem(422, "validation-failed");
    }
  }

  @Test
  void shouldGoOnWhenTheKeyOfItsMakerIsDeleted() {
    var key =
        client
            .post(
                "/v1/keys",
                scope("shippers", SHIPPER).put("name", "maker").put("role", "shipper"),
                operator)
            .expect(201);
    var path = make("/", bearer(key.json().getString("key")));

    client.send("DELETE", key.header("Location"), null, null, operator).join().expect(204);
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .until(() -> client.get(path, bearer(key.json().getString("key"))).status() == 401);

    awaitSent("/", book() + "/1");
    assertThat(client.get(path, maker).expect(200).json().getString("state")).isEqualTo("ACTIVE");
  }

  @Test
  void shouldShowAndHandBackLettersOfAWebhookToThoseWhoManageIt() {
    make("/mine", maker);
    var id = book();
    receiver.answer(one -> one.id().equals(id + "/3") ? 500 : 200);
    client.post("/v1/shipments/" + id + "/tenders", TenderClient.spot(), operator).expect(201);
    client
        .send(
            "PUT",
            "/v1/shipments/" + id + "/tenders/1/bids/MAEU",
            new JsonObject().put("amount", AMOUNT).encode().getBytes(UTF_8),
            "application/json",
            operator)
        .join()
        .expect(200);
    var letterId = awaitLetter(id);
    var path = "/v1/dead-letters/" + letterId;

    strangers.forEach(
        (who, headers) -> {
          var reason = new JsonObject().put("reason", "mischief");
          Stream.of(
                  client.get(path, headers),
                  client.post(path + "/redrive", new JsonObject(), headers),
                  client.post(path + "/discard", reason, headers))
              .forEach(answer -> answer.expectProblem(404, "dead-letter-not-found"));
          assertThat(ids(client.get("/v1/dead-letters", headers), "letterId"))
              .as(who)
              .doesNotContain(letterId);
        });

    for (var headers : List.of(maker, operator)) {
      var letter = client.get(path, headers).expect(200);
      assertThat(letter.json().getString("eventId")).isEqualTo(id + "/3");
      assertThat(letter.json().containsKey("original")).isFalse();
      assertThat(letter.text()).doesNotContain(AMOUNT);
    }
    receiver.answer(200);
    client.post(path + "/redrive", new JsonObject(), maker).expect(202);
    awaitSent("/mine", id + "/3");
    assertThat(receiver.received())
        .noneMatch(one -> new String(one.body(), UTF_8).contains(AMOUNT));
  }

  /** An event is parked only while others are taken. */
  private String awaitLetter(String shipmentId) {
    var query = "/v1/dead-letters?state=PARKED&shipmentId=" + shipmentId;
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .pollInterval(1, SECONDS)
        .until(
            () -> {
              book();
              return !ids(client.get(query, maker), "letterId").isEmpty();
            });
    return ids(client.get(query, maker), "letterId").getFirst();
  }
}
