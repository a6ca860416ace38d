package io.quayside.gateway;

import static io.quayside.gateway.harness.DocumentClient.ofType;
import static io.quayside.gateway.harness.TenderClient.spot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.DocumentClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with several faults: the first in the order of judging is answered. */
@ExtendWith(SharedGateway.class)
class JudgingOrderIT {
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";
  private static final String KEY = "Idempotency-Key";

  private final Client client;
  private final Dispatcher dispatcher;
  private final Caller http;

  JudgingOrderIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    http = Caller.overHttp(client);
  }

  private Answer put(String path, String body, String mediaType, String... headers) {
    return client.send("PUT", path, body.getBytes(UTF_8), mediaType, headers).join();
  }

  private static String bidPath(String id, String tender, String carrier) {
    return "/v1/shipments/" + id + "/tenders/" + tender + "/bids/" + carrier;
  }

  @Test
  void shouldJudgeTheBodysFormBeforeAllFields() {
    var path = bidPath(UNKNOWN, "x", "maeu");

    put(path, "{", "text/plain", KEY, "two words").expectProblem(415, "unsupported-media-type");
    put(path, "{", "application/json", KEY, "two words").expectProblem(400, "malformed-json");
    client
        .send("PATCH", path, "{".getBytes(UTF_8), "text/plain")
        .join()
        .expectProblem(405, "method-not-allowed");
  }

  @Test
  void shouldListEveryOffenceBeforeItLooksForTheShipment() {
    var answer =
        put(
            bidPath(UNKNOWN, "x", "maeu") + "?colour=red",
            "{\"amount\":\"-1\",\"price\":1}",
            "application/json",
            KEY,
            "two words",
            "If-Match",
            "*");

    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactlyInAnyOrder(KEY, "If-Match", "colour", "carrier", "/amount", "/price");
    put(bidPath(UNKNOWN, "x", "MAEU"), "{\"amount\":\"1\"}", "application/json")
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldReplayBeforeItComparesTheVersionAndAsksTheContext() {
    var id = dispatcher.book();
    var key = UUID.randomUUID().toString();
    var tender = TenderClient.open(http, id, spot());
    var bid =
        tender.command("PlaceBid", "HLCU", new JsonObject().put("amount", "980")).withKey(key);
    http.call(bid.withIfMatch(2)).expect(200);
    tender.close().expect(200);

    assertThat(http.call(bid.withIfMatch(2)).expect(200).replayed()).isTrue();
    http.call(
            Command.of("CloseTender", id, new JsonObject().put("tender", 9))
                .withKey(key)
                .withIfMatch(1))
        .expectProblem(422, "idempotency-key-reused");
    http.call(Command.of("CloseTender", id, new JsonObject().put("tender", 9)).withIfMatch(1))
        .expectProblem(412, "version-mismatch");
    http.call(Command.of("CloseTender", id, new JsonObject().put("tender", 9)))
        .expectProblem(404, "tender-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "-1", "01", "1.0", "x", "99999999999999999999", "%31x"})
  void shouldKnowNoTenderAndNoDocumentByWhatIsNoNumber(String number) {
    var id = dispatcher.book();
    TenderClient.open(http, id, spot());
    DocumentClient.request(http, id, ofType("PACKING_LIST"));

    put(bidPath(id, number, "MAEU"), "{\"amount\":\"1\"}", "application/json")
        .expectProblem(404, "tender-not-found");
    client
        .post(
            "/v1/shipments/" + id + "/documents/" + number + "/waiver",
            new JsonObject().put("reason", "none"))
        .expectProblem(404, "document-not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "\"1\"", "null", "[]"})
  void shouldCallItAnOffenceInTheBodyOfAFrame(String number) {
    var id = dispatcher.book();
    try (var live = client.live()) {
      var body = new JsonObject("{\"tender\":" + number + ",\"carrier\":\"maeu\"}");

      var reply = Caller.overSocket(live).call(Command.of("WithdrawBid", id, body));

      assertThat(reply.summary()).isEqualTo("422 validation-failed /tender /carrier");
    }
  }

  /** Each context in the order of its page; the gate, of which all of these know, comes last. */
  @Test
  void shouldAskTheContextInItsOrderAndThenTheGate() {
    var id = dispatcher.book();
    var invited = spot().put("currency", "JPY").put("ceiling", "500");
    invited.put("carriers", new JsonArray().add(new JsonObject().put("carrier", "MAEU")));
    var tender = TenderClient.open(http, id, invited);
    dispatcher.assignCarrier(id, "HH-QS 1").expect(200);

    new TenderClient(http, id, 2).bid("HLCU", "900.5").expectProblem(404, "tender-not-found");
    tender.bid("HLCU", "900.5").expectProblem(403, "not-invited");
    dispatcher.cancel(id, "no longer needed").expect(200);
    new DocumentClient(http, id, 1).verify(7).expectProblem(404, "document-not-found");
    new TenderClient(http, id, 2).giveBack("HLCU", "RATE").expectProblem(404, "tender-not-found");
  }

  @Test
  void shouldJudgeAnAmountBeforeTheCeiling() {
    var tender =
        TenderClient.open(
            http, dispatcher.book(), spot().put("currency", "JPY").put("ceiling", "500"));

    assertThat(tender.bid("HLCU", "900.5").summary()).isEqualTo("422 validation-failed /amount");
    tender.bid("HLCU", "900").expectProblem(409, "bid-too-high");
    http.call(Command.of("OpenTender", tender.shipmentId(), spot()).withIfMatch(1))
        .expectProblem(412, "version-mismatch");
    http.call(Command.of("OpenTender", tender.shipmentId(), spot()))
        .expectProblem(409, "tender-in-progress");
  }

  @Test
  void shouldTakeADeleteWithoutABodyAndWithAnEmptyOne() {
    var tender = TenderClient.open(http, dispatcher.book(), spot());
    tender.bid("HLCU", "980").expect(200);
    tender.bid("MAEU", "980").expect(200);
    var path = bidPath(tender.shipmentId(), "1", "HLCU");

    assertThat(
            delete(path, "{\"reason\":\"none\"}")
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly("/reason");
    delete(path, "{}").expect(200);
    delete(path, "{}").expectProblem(409, "illegal-transition");
    tender.withdrawBid("MAEU").expect(200);
  }

  private Answer delete(String path, String body) {
    return client.send("DELETE", path, body.getBytes(UTF_8), "application/json").join();
  }

  /** What HTTP has in its path is unknown in its body. */
  @Test
  void shouldNotTakeTheNumberOfATenderFromTheBody() {
    var tender = TenderClient.open(http, dispatcher.book(), spot());
    var path = bidPath(tender.shipmentId(), "1", "HLCU");

    var answer =
        put(path, "{\"amount\":\"1\",\"tender\":1,\"carrier\":\"HLCU\"}", "application/json");

    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactlyInAnyOrder("/tender", "/carrier");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ExpireOffer", "FailTender"})
  void shouldNotKnowTheCommandsOfTheBookingProcess(String name) {
    var tender = TenderClient.open(http, dispatcher.book(), spot());
    try (var live = client.live()) {
      var reply = Caller.overSocket(live).call(tender.command(name, new JsonObject()));

      assertThat(reply.summary()).isEqualTo("422 validation-failed name");
    }
  }

  /** Shipments without the new contexts have the versions and data that they always had. */
  @Test
  void shouldAddNothingToAShipmentThatHasNeitherTenderNorDocument() {
    var id = dispatcher.bookAndPickUp();

    var types =
        dispatcher.history(id, 3).getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .map(event -> event.getString("type"))
            .toList();

    assertThat(types)
        .containsExactly(
            "shipment.booked.v1", "shipment.carrier-assigned.v1", "shipment.picked-up.v1");
    assertThat(dispatcher.view(id, 3).fieldNames())
        .doesNotContain("tenders", "documents", "bidding", "documentation");
    assertThat(Bodies.booking().fieldNames()).isSubsetOf(dispatcher.view(id, 3).fieldNames());
  }
}
