package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.TopicReader;
import io.quayside.gateway.harness.WebhookReceiver;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks as objects: their fields, secrets and pings. */
@ExtendWith(SendingGateway.class)
class WebhookObjectsIT extends WebhookScenario {
  WebhookObjectsIT(GatewayProcess gateway) {
    super(gateway);
  }

  @Test
  void shouldShowAndChangeWebhooksWithoutTheirSecrets() {
    var made = make(url("/a").put("headers", new JsonObject().put("X-Api-Key", "hidden value")));
    made.remove("secret");
    assertThat(made.getJsonArray("headerNames")).containsExactly("X-Api-Key");
    assertThat(shown().fieldNames()).containsAll(made.fieldNames());
    assertThat(client.get("/v1/webhooks?state=ACTIVE").expect(200).json().getJsonArray("items"))
        .hasSize(1);
    var id = book();
    awaitVersions(id, 1);
    assertThat(receiver.received().getLast().header("x-api-key")).isEqualTo("hidden value");

    put(path, url("/b"), "If-Match", "\"7\"").expectProblem(412, "version-mismatch");
    var kept = put(path, url("/b"), "If-Match", "\"1\"").expect(200);
    assertThat(kept.header("ETag")).isEqualTo("\"2\"");
    assertThat(kept.json().getJsonArray("headerNames")).containsExactly("X-Api-Key");
    try (var elsewhere = new WebhookReceiver()) {
      var moved = put(path, new JsonObject().put("url", elsewhere.url("/"))).expect(200).json();
      assertThat(moved.getJsonArray("headerNames")).isEmpty();
      assign(id, "a");
      await().atMost(10, SECONDS).until(() -> !elsewhere.received().isEmpty());
      assertThat(elsewhere.received().getFirst().header("x-api-key")).isNull();
    }
    assertThat(gateway.topics().readAll("quayside-admin"))
        .noneMatch(record -> TopicReader.text(record).contains("hidden value"));
  }

  @Test
  void shouldSignWithBothSecretsWithinTheOverlap() {
    make();
    var rotated =
        client.post(path + "/secret-rotation", new JsonObject().put("overlapSeconds", 3600));
    var newest = rotated.expect(200).json().getString("secret");
    assertThat(rotated.json().getString("formerUntil")).isNotNull();
    var id = book();
    awaitVersions(id, 1);
    receiver.received().getLast().verify(secret);
    receiver.received().getLast().verify(newest);

    var alone =
        client
            .post(path + "/secret-rotation", new JsonObject().put("overlapSeconds", 0))
            .expect(200)
            .json();
    assertThat(alone.containsKey("formerUntil")).isFalse();
    assign(id, "x");
    awaitVersions(id, 1, 2);
    receiver.received().getLast().verify(alone.getString("secret"));
    assertThat(receiver.received().getLast().header("webhook-signature")).doesNotContain(" ");
  }

  @Test
  void shouldPingOnceASecond() {
    make();
    var ping = client.post(path + "/ping", new JsonObject()).expect(200).json();
    assertThat(ping.getInteger("httpStatus")).isEqualTo(204);
    // Again and again, for on a slow machine a second may have passed.
    await()
        .atMost(30, SECONDS)
        .until(
            () -> client.post(path + "/ping", new JsonObject()), answer -> answer.status() == 429)
        .expectProblem(429, "rate-limited");
    var got = receiver.received().getFirst();
    got.verify(secret);
    assertThat(got.json().getString("type")).isEqualTo("quayside.ping.v1");
    assertThat(got.id()).isEqualTo(got.json().getString("id")).hasSize(26);

    receiver.answer(302);
    await()
        .atMost(5, SECONDS)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .post(path + "/ping", new JsonObject())
                            .expect(200)
                            .json()
                            .getString("error"))
                    .isEqualTo("redirect"));
    assertThat(receiver.received()).noneMatch(one -> one.target().equals("/elsewhere"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://2130706433/",
        "http://0x7f.1/",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1/#fragment",
        "ftp://127.0.0.1/",
        "http://nowhere.invalid/",
        "http://127.0.0.1:0/",
        "/hooks",
        ""
      })
  void shouldRefuseUrlsThatMustNotBeConnectedTo(String url) {
    var refused =
        client
            .post("/v1/webhooks", new JsonObject().put("url", url).put("maxInFlight", 65))
            .expectProblem(422, "validation-failed");

    assertThat(refused.offences()).containsExactlyInAnyOrder("/url", "/maxInFlight");
    var details =
        refused.json().getJsonArray("errors").stream()
            .map(JsonObject.class::cast)
            .filter(error -> error.getString("pointer").equals("/url"))
            .map(error -> error.getString("detail"));
    assertThat(details)
        .containsExactly(
            "must be an https URL of an allowed port whose host resolves to public addresses");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "types=[\"shipment.flown.v1\"]",
        "types=[]",
        "shippers=[]",
        "carriers=[\"x\"]",
        "perSecond=0",
        "timeoutSeconds=31",
        "disableAfterSeconds=59",
        "headers={\"Host\":\"x\"}",
        "headers={\"webhook-id\":\"x\"}",
        "headers={\"a\":\"x\\n\"}",
        "colour=1"
      })
  void shouldRefuseFieldsOutOfTheirBounds(String field) {
    var name = field.substring(0, field.indexOf('='));
    var body =
        new JsonObject(
            "{\"url\":\"%s\",\"%s\":%s}"
                .formatted(receiver.url("/"), name, field.substring(field.indexOf('=') + 1)));

    var refused = client.post("/v1/webhooks", body).expectProblem(422, "validation-failed");

    assertThat(refused.offences()).allMatch(pointer -> pointer.startsWith("/" + name));
  }
}
