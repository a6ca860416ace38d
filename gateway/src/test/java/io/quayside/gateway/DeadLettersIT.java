package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that an endpoint refuses for good, at a real gateway. */
@ExtendWith(SendingGateway.class)
class DeadLettersIT extends WebhookScenario {
  DeadLettersIT(GatewayProcess gateway) {
    super(gateway);
  }

  private JsonObject letter(String stuck) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(
            () ->
                assertThat(items("/lanes?state=PARKED"))
                    .anyMatch(lane -> lane.getString("shipmentId").equals(stuck)));
    var id = items("/lanes?state=PARKED").getFirst().getString("letterId");
    return client.get("/v1/dead-letters/" + id).expect(200).json();
  }

  private JsonObject redrive(JsonObject letter, int expected) {
    return client
        .post("/v1/dead-letters/" + letter.getString("letterId") + "/redrive", new JsonObject())
        .expect(expected)
        .json();
  }

  @Test
  void shouldParkOnlyTheEventThatIsRefusedAndGoOnAfterItsRedrive() {
    make();
    var stuck = shipment(3);
    awaitVersions(stuck, 1, 2, 3);
    receiver.answer(one -> one.id().equals(stuck + "/4") ? 500 : 200);
    for (int version = 4; version <= 7; version++) {
      assign(stuck, "truck " + version);
    }
    var others = List.of(shipment(2), shipment(2));
    others.forEach(id -> awaitVersions(id, 1, 2));
    // The schedule ends while other deliveries succeed.
    var letter = letter(stuck);

    assertThat(letter.getString("state")).isEqualTo("PARKED");
    assertThat(letter.getString("code")).isEqualTo("delivery-exhausted");
    assertThat(letter.getString("eventId")).isEqualTo(stuck + "/4");
    assertThat(letter.getJsonObject("waiting"))
        .isEqualTo(new JsonObject().put("events", 3).put("toVersion", 7));
    int attempts = letter.getInteger("attempts");
    // However soon the attempt has failed.
    var redriven = redrive(letter, 202);
    assertThat(redriven.getString("state")).isEqualTo("REDRIVEN");
    assertThat(redriven.getInteger("attempts")).isEqualTo(attempts);
    await()
        .atMost(15, SECONDS)
        .untilAsserted(
            () -> {
              var again =
                  client.get("/v1/dead-letters/" + letter.getString("letterId")).expect(200).json();
              assertThat(again.getInteger("attempts")).isEqualTo(attempts + 1);
              assertThat(again.getString("state")).isEqualTo("PARKED");
            });
    assertThat(receiver.distinctVersions(stuck)).containsExactly(1, 2, 3, 4);

    receiver.answer(200);
    redriveTwiceAtOnce(letter(stuck));
    awaitVersions(stuck, 1, 2, 3, 4, 5, 6, 7);
    assertThat(receiver.versions(stuck)).filteredOn(version -> version == 4).hasSize(attempts + 2);
    redrive(letter, 409);
    var listed = client.get("/v1/dead-letters?shipmentId=" + stuck).expect(200).json();
    assertThat(listed.getJsonArray("items").getJsonObject(0).getString("state"))
        .isEqualTo("REDRIVEN");
  }

  /** Of two operators one hands the letter back, and there is one attempt. */
  private void redriveTwiceAtOnce(JsonObject letter) {
    var path = "/v1/dead-letters/" + letter.getString("letterId") + "/redrive";
    var answers =
        Stream.of(new JsonObject(), new JsonObject())
            .map(body -> client.postAsync(path, body))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .sorted(Comparator.comparing(Answer::status))
            .toList();

    assertThat(answers.getFirst().expect(202).json().getString("state")).isEqualTo("REDRIVEN");
    answers.getLast().expectProblem(409, "illegal-transition");
  }

  @Test
  void shouldNameTheSourcesAndCodesThatThereAre() {
    assertThat(
            client
                .get("/v1/dead-letters?source=foo&code=foo")
                .expectProblem(422, "validation-failed")
                .text())
        .contains("webhook, relay, saga, foreign")
        .contains("delivery-exhausted");
    var filter = new JsonObject().put("source", "foo").put("code", "foo");
    assertThat(
            client
                .post("/v1/dead-letters/redrive", new JsonObject().put("filter", filter))
                .expectProblem(422, "validation-failed")
                .offences())
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "A%00", "no-id", "0"})
  void shouldNotFindWhatIsNoId(String id) {
    var letter = "/v1/dead-letters/" + id;
    var reason = new JsonObject().put("reason", "none");

    client.get(letter).expectProblem(404, "dead-letter-not-found");
    client.post(letter + "/redrive", new JsonObject()).expectProblem(404, "dead-letter-not-found");
    client.post(letter + "/discard", reason).expectProblem(404, "dead-letter-not-found");
    client.get("/v1/jobs/" + id).expectProblem(404, "not-found");
  }

  @Test
  void shouldGoOnBehindADiscardedEvent() {
    make();
    var stuck = book();
    awaitVersions(stuck, 1);
    receiver.answer(one -> one.id().equals(stuck + "/2") ? 400 : 200);
    assign(stuck, "a");
    assign(stuck, "b");
    awaitVersions(stuck, 1, 2);
    awaitVersions(book(), 1);
    var letter = letter(stuck);
    awaitMetricsOfTheList();
    var path = "/v1/dead-letters/" + letter.getString("letterId") + "/discard";
    client.post(path, new JsonObject()).expectProblem(422, "validation-failed");

    var discarded = client.post(path, new JsonObject().put("reason", "bad data")).expect(200);

    assertThat(discarded.json().getString("reason")).isEqualTo("bad data");
    awaitVersions(stuck, 1, 2, 3);
    client
        .post(path, new JsonObject().put("reason", "again"))
        .expectProblem(409, "illegal-transition");
    assertThat(gateway.topics().readAll("shipment-dead-letters"))
        .anyMatch(
            record ->
                TopicReader.text(record).contains("bad data")
                    && new String(record.headers().lastHeader("quayside-code").value(), UTF_8)
                        .equals("delivery-exhausted"));
  }

  /** Metrics count what the list of parked letters has. */
  private void awaitMetricsOfTheList() {
    var list = "/v1/dead-letters?state=PARKED&source=webhook&code=delivery-exhausted&limit=200";
    await()
        .atMost(60, SECONDS)
        .untilAsserted(
            () -> {
              int listed = client.get(list).expect(200).json().getJsonArray("items").size();
              assertThat(listed).isPositive();
              assertThat(
                      client.metric(
                          "quayside_dead_letters{code=\"delivery-exhausted\",source=\"webhook\"}"))
                  .isEqualTo(listed);
              assertThat(
                      client.metric(
                          "quayside_consumer_lanes{consumer=\"webhook\",state=\"PARKED\"}"))
                  .isEqualTo(listed);
            });
    assertThat(client.metric("quayside_dead_letter_oldest_seconds{source=\"webhook\"}"))
        .isPositive();
  }

  @Test
  void shouldShowHowFarConsumersAreBehind() {
    make();
    var id = shipment(2);
    awaitVersions(id, 1, 2);
    var consumer = "webhook:" + path.substring(path.lastIndexOf('/') + 1);

    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(lags(consumer))
                    .hasSize(12)
                    .allMatch(lag -> lag.getInteger("lagRecords") == 0));
    assertThat(lags("projection")).hasSize(12);
    client.post(path + "/disable", new JsonObject()).expect(200);
    assign(id, "later");
    await()
        .atMost(10, SECONDS)
        .untilAsserted(
            () ->
                assertThat(lags(consumer))
                    .anyMatch(
                        lag ->
                            lag.getInteger("lagRecords") == 1 && lag.getDouble("lagSeconds") > 0));
  }

  private List<JsonObject> lags(String consumer) {
    return client.get("/v1/lag").expect(200).json().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(lag -> lag.getString("consumer").equals(consumer))
        .toList();
  }

  @Test
  void shouldRedriveManyAtARate() {
    make();
    var consumer = "webhook:" + path.substring(path.lastIndexOf('/') + 1);
    List<String> stuck = List.of(book(), book(), book());
    stuck.forEach(id -> awaitVersions(id, 1));
    receiver.answer(one -> stuck.contains(one.shipmentId()) ? 503 : 200);
    stuck.forEach(id -> assign(id, "a"));
    stuck.forEach(id -> awaitVersions(id, 1, 2));
    awaitVersions(book(), 1);
    await()
        .atMost(40, SECONDS)
        .untilAsserted(
            () -> {
              awaitVersions(book(), 1);
              assertThat(items("/lanes?state=PARKED")).hasSize(3);
            });
    var filter = new JsonObject().put("consumer", consumer);
    var body = new JsonObject().put("filter", filter).put("perSecond", 1);
    var redrives = "/v1/dead-letters/redrive";

    assertThat(client.post(redrives, body.copy().put("dryRun", true)).expect(200).json())
        .isEqualTo(new JsonObject().put("matched", 3));
    receiver.answer(200);
    var started = client.post(redrives, body).expect(202);

    assertThat(started.json().getString("state")).isEqualTo("RUNNING");
    assertThat(started.json().getInteger("matched")).isEqualTo(3);
    client.post(redrives, body).expectProblem(409, "limit-reached");
    await()
        .atMost(15, SECONDS)
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .get(started.header("Location"))
                            .expect(200)
                            .json()
                            .getString("state"))
                    .isEqualTo("DONE"));
    var done = client.get(started.header("Location")).expect(200).json();
    assertThat(done.getInteger("done")).isEqualTo(3);
    stuck.forEach(id -> awaitVersions(id, 1, 2));
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(items("/lanes")).isEmpty());
    client
        .post("/v1/dead-letters/discard", new JsonObject().put("filter", new JsonObject()))
        .expectProblem(422, "validation-failed");
  }
}
