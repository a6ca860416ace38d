package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The same command sent again, in all the ways in which that happens. */
@ExtendWith(SharedGateway.class)
class IdempotencyIT {
  private static final String KEY = "Idempotency-Key";
  private static final int COPIES = 20;
  private static final int RECEIPTS_IN_STATE = 32;

  private final Client client;
  private final Dispatcher dispatcher;
  private final String key = UUID.randomUUID().toString();

  IdempotencyIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
  }

  @Test
  void shouldAnswerARetryAsTheFirstTime() {
    var shipmentId = dispatcher.book();

    var first = dispatcher.assignCarrier(shipmentId, "HH-QS 1", KEY, key).expect(200);
    dispatcher.assignCarrier(shipmentId, "HH-QS 2").expect(200);
    var retry = dispatcher.assignCarrier(shipmentId, "HH-QS 1", KEY, key).expect(200);

    assertThat(first.header("Idempotency-Replayed")).isNull();
    assertThat(retry.replayed()).isTrue();
    assertThat(retry.text()).isEqualTo(first.text());
    assertThat(retry.header("ETag")).isEqualTo(first.header("ETag")).isEqualTo("\"2\"");
    assertThat(dispatcher.view(shipmentId, 3).getInteger("version")).isEqualTo(3);
  }

  @Test
  void shouldBringABookingsRetryToTheSameShipment() {
    var first = dispatcher.book(Bodies.booking(), KEY, key).expect(201);
    var retry = dispatcher.book(Bodies.booking(), KEY, key).expect(201);

    var shipmentId = first.json().getString("shipmentId");
    assertThat(shipmentId).matches("[0-9A-HJKMNP-TV-Z]{26}");
    assertThat(first.header("Location")).isEqualTo("/v1/shipments/" + shipmentId);
    assertThat(retry.replayed()).isTrue();
    assertThat(retry.text()).isEqualTo(first.text());
    assertThat(retry.header("Location")).isEqualTo(first.header("Location"));
  }

  @Test
  void shouldRefuseAKeyThatWasUsedForAnotherPayload() {
    var shipmentId = dispatcher.book();
    dispatcher.assignCarrier(shipmentId, "HH-QS 1", KEY, key).expect(200);

    dispatcher
        .assignCarrier(shipmentId, "HH-QS 2", KEY, key)
        .expectProblem(422, "idempotency-key-reused");
    // Another command is another payload, whatever its body.
    dispatcher.release(shipmentId, KEY, key).expectProblem(422, "idempotency-key-reused");
    dispatcher.book(Bodies.booking(), KEY, key + "b").expect(201);
    dispatcher
        .book(Bodies.booking().put("reference", "PO-4712"), KEY, key + "b")
        .expectProblem(422, "idempotency-key-reused");
  }

  @Test
  void shouldNotMindWhiteSpaceNorTheOrderOfMembers() {
    var shipmentId = dispatcher.book();
    var first = dispatcher.assignCarrier(shipmentId, "HH-QS 1", KEY, key).expect(200);

    var respelt = " {\n \"vehicle\" : \"HH\\u002dQS 1\" ,\t\"carrier\":\"MAEU\"}\r\n";
    var retry =
        client
            .send(
                "POST",
                "/v1/shipments/" + shipmentId + "/carrier-assignment",
                respelt.getBytes(UTF_8),
                "application/json; charset=utf-8",
                KEY,
                key)
            .join()
            .expect(200);

    assertThat(retry.replayed()).isTrue();
    assertThat(retry.text()).isEqualTo(first.text());
  }

  @Test
  void shouldReplayAlthoughIfMatchIsStale() {
    var shipmentId = dispatcher.book();
    var first =
        dispatcher.assignCarrier(shipmentId, "V", KEY, key, "If-Match", "\"1\"").expect(200);

    var retry =
        dispatcher.assignCarrier(shipmentId, "V", KEY, key, "If-Match", "\"1\"").expect(200);

    assertThat(retry.replayed()).isTrue();
    assertThat(retry.text()).isEqualTo(first.text());
  }

  @Test
  void shouldJudgeARefusedCommandAnew() {
    var shipmentId = dispatcher.book();
    var milestone = Bodies.milestone("PICKED_UP");
    dispatcher.milestone(shipmentId, milestone, KEY, key).expectProblem(409, "illegal-transition");
    dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);

    var second = dispatcher.milestone(shipmentId, milestone, KEY, key).expect(200);

    assertThat(second.replayed()).isFalse();
    assertThat(second.json().getInteger("version")).isEqualTo(3);
  }

  @Test
  void shouldMakeOneEventOfManyConcurrentCopies() {
    var shipmentId = dispatcher.book();

    var answers =
        IntStream.range(0, COPIES)
            .mapToObj(i -> dispatcher.assignCarrierAsync(shipmentId, "HH-QS 1", KEY, key))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(answers)
        .allSatisfy(
            answer -> {
              if (answer.accepted()) {
                assertThat(answer.json().getInteger("version")).isEqualTo(2);
              } else {
                answer.expectProblem(409, "command-in-flight");
                assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
              }
            });
    assertThat(answers.stream().filter(a -> a.accepted() && !a.replayed())).hasSize(1);
    assertThat(dispatcher.assignCarrier(shipmentId, "HH-QS 1", KEY, key).replayed()).isTrue();
    assertThat(dispatcher.history(shipmentId, 2).getJsonArray("items")).hasSize(2);
  }

  @Test
  void shouldMakeOneShipmentOfManyConcurrentBookings() {
    var answers =
        IntStream.range(0, COPIES)
            .mapToObj(i -> client.postAsync("/v1/shipments", Bodies.booking(), KEY, key))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    var accepted = answers.stream().filter(Answer::accepted).toList();
    assertThat(accepted.stream().map(Answer::text).distinct()).hasSize(1);
    assertThat(accepted.stream().filter(a -> !a.replayed())).hasSize(1);
    assertThat(answers.stream().filter(a -> !a.accepted()))
        .allSatisfy(answer -> answer.expectProblem(409, "command-in-flight"));
  }

  @Test
  void shouldStillKnowAKeyOlderThanTheStatesReceipts() {
    var shipmentId = dispatcher.book();
    var first = dispatcher.assignCarrier(shipmentId, "HH-QS 0", KEY, key).expect(200);
    for (int i = 1; i <= RECEIPTS_IN_STATE + 4; i++) {
      dispatcher.assignCarrier(shipmentId, "HH-QS " + i, KEY, key + i).expect(200);
    }

    var retry = dispatcher.assignCarrier(shipmentId, "HH-QS 0", KEY, key).expect(200);

    assertThat(retry.replayed()).isTrue();
    assertThat(retry.text()).isEqualTo(first.text());
    dispatcher
        .assignCarrier(shipmentId, "another", KEY, key)
        .expectProblem(422, "idempotency-key-reused");
  }

  @Test
  void shouldScopeAKeyToItsShipment() {
    var one = dispatcher.book();
    var other = dispatcher.book();

    var first = dispatcher.assignCarrier(one, "HH-QS 1", KEY, key).expect(200);
    var second = dispatcher.assignCarrier(other, "HH-QS 2", KEY, key).expect(200);

    assertThat(first.json().getString("shipmentId")).isEqualTo(one);
    assertThat(second.json().getString("shipmentId")).isEqualTo(other);
    assertThat(second.replayed()).isFalse();
  }

  @Test
  void shouldTakeKeysOfAllVisibleCharactersUpToTheBound() {
    dispatcher.book(Bodies.booking(), KEY, key + "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~").expect(201);
    dispatcher.book(Bodies.booking(), KEY, (key + "x".repeat(128)).substring(0, 128)).expect(201);

    assertThat(
            dispatcher
                .book(Bodies.booking(), KEY, (key + "x".repeat(129)).substring(0, 129))
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly(KEY);
    assertThat(
            dispatcher
                .book(Bodies.booking(), KEY, "two words")
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly(KEY);
  }
}
