package io.quayside.gateway;

import static io.quayside.gateway.harness.TenderClient.ranked;
import static io.quayside.gateway.harness.TenderClient.ranking;
import static io.quayside.gateway.harness.TenderClient.spot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TenderClient;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tenders of a gateway that everybody is operator of: each rule over each door that matters. */
@ExtendWith(SharedGateway.class)
class BiddingIT {
  private static final int COPIES = 50;

  private final GatewayProcess gateway;
  private final Client client;
  private final Dispatcher dispatcher;
  private final LiveClient live;
  private final Caller http;

  BiddingIT(GatewayProcess gateway) {
    this.gateway = gateway;
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    live = client.live();
    http = Caller.overHttp(client);
  }

  @AfterEach
  void close() {
    live.close();
  }

  /** The data of a shipment's event, as it is in the log. */
  private JsonObject logged(String shipmentId, int version) {
    return gateway.topics().read("shipment-events", shipmentId).stream()
        .map(TopicReader::json)
        .filter(event -> event.getInteger("shipmentversion") == version)
        .findFirst()
        .orElseThrow()
        .getJsonObject("data");
  }

  private JsonObject data(Reply accepted) {
    var items = dispatcher.history(accepted.shipmentId(), accepted.version()).getJsonArray("items");
    return items.getJsonObject(accepted.version() - 1).getJsonObject("data");
  }

  @ParameterizedTest
  @EnumSource
  void shouldRunATenderFromItsOpeningToItsRevocation(CommandDoor door) {
    var caller = door.caller(client, live);
    var id = dispatcher.book();
    var terms =
        spot().put("ceiling", "1500").put("note", "two drops").put("equipment", "curtainsider");

    var tender = TenderClient.open(caller, id, terms);
    tender.bid("MAEU", "1010").expect(200);
    tender.bid("HLCU", "980").expect(200);
    tender.bid("CMDU", "1020.5").expect(200);
    tender.bid("ONEY", "700").expect(200);
    var withdrawn = tender.withdrawBid("ONEY").expect(200);
    var closed = tender.close().expect(200);
    var offered = tender.offer("HLCU").expect(200);
    var countered = tender.counter("HLCU", "1050").expect(200);
    tender.offer("MAEU").expect(200);
    tender.decline("MAEU").expect(200);
    var again = tender.offer("HLCU").expect(200);
    var accepted =
        tender
            .respond(
                "HLCU",
                new JsonObject()
                    .put("response", "ACCEPT")
                    .put("vehicle", "HH-AB 12")
                    .put("condition", "tail lift needed"))
            .expect(200);
    tender.giveBack("HLCU", "EQUIPMENT").expect(200);
    tender.offer("CMDU").expect(200);
    tender.accept("CMDU").expect(200);
    var revoked = tender.revokeAward("rate withdrawn").expect(200);

    assertThat(withdrawn.body().getInteger("tender")).isEqualTo(1);
    assertThat(data(closed).getJsonArray("ranking"))
        .isEqualTo(
            ranking(
                ranked("HLCU", "980.00", 4),
                ranked("MAEU", "1010.00", 3),
                ranked("CMDU", "1020.50", 5)));
    assertThat(data(closed).getBoolean("early")).isTrue();
    assertThat(data(offered).getInteger("bid")).isEqualTo(4);
    assertThat(data(countered).getInteger("replaces")).isEqualTo(4);
    assertThat(data(again).getString("amount")).isEqualTo("1050.00");
    assertThat(data(again).getInteger("bid")).isEqualTo(countered.version());
    assertThat(data(accepted))
        .isEqualTo(
            new JsonObject()
                .put("tender", 1)
                .put("offer", 3)
                .put("carrier", "HLCU")
                .put("amount", "1050.00")
                .put("vehicle", "HH-AB 12")
                .put("condition", "tail lift needed")
                .put("tenderStatus", "CONFIRMED")
                .put("status", "BOOKED"));
    assertThat(data(revoked))
        .isEqualTo(
            new JsonObject()
                .put("tender", 1)
                .put("carrier", "CMDU")
                .put("amount", "1020.50")
                .put("cause", "SHIPPER")
                .put("reason", "rate withdrawn")
                .put("tenderStatus", "REVOKED")
                .put("status", "BOOKED"));
    assertThat(TenderClient.open(caller, id, spot()).tender()).isEqualTo(2);
  }

  @Test
  void shouldSayWhereATenderIs() {
    var id = dispatcher.book();

    var opened = client.post("/v1/shipments/" + id + "/tenders", spot()).expect(201);

    assertThat(opened.header("Location")).isEqualTo("/v1/shipments/" + id + "/tenders/1");
    assertThat(opened.header("ETag")).isEqualTo("\"2\"");
    assertThat(opened.json().getInteger("tender")).isEqualTo(1);
    assertThat(opened.json().getString("type")).isEqualTo("bidding.tender-opened.v1");
    assertThat(opened.json().getString("status")).isEqualTo("BOOKED");
  }

  @ParameterizedTest
  @EnumSource
  void shouldPutTheEarlierOfTwoEqualBidsFirst(CommandDoor door) {
    var tender = TenderClient.open(door.caller(client, live), dispatcher.book(), spot());
    tender.bid("HLCU", "980.00").expect(200);
    tender.bid("MAEU", "980").expect(200);
    tender.bid("CMDU", "980.0").expect(200);
    // A replaced bid is as old as its newest amount.
    tender.bid("HLCU", "980").expect(200);

    var ranking = data(tender.close().expect(200)).getJsonArray("ranking");

    assertThat(ranking)
        .isEqualTo(
            ranking(
                ranked("MAEU", "980.00", 4),
                ranked("CMDU", "980.00", 5),
                ranked("HLCU", "980.00", 6)));
  }

  @Test
  void shouldMakeOneEventOfManyCopiesOfABid() {
    var tender = TenderClient.open(http, dispatcher.book(), spot());
    var bid =
        tender
            .command("PlaceBid", "HLCU", new JsonObject().put("amount", "980"))
            .withKey(UUID.randomUUID().toString());
    var socket = Caller.overSocket(live);

    var replies =
        IntStream.range(0, COPIES)
            .mapToObj(i -> async(i % 2 == 0 ? http : socket, bid))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(replies)
        .allSatisfy(
            reply -> {
              if (reply.status() == 200) {
                assertThat(reply.version()).isEqualTo(3);
              } else {
                reply.expectProblem(409, "command-in-flight");
              }
            });
    assertThat(replies.stream().filter(reply -> reply.status() == 200 && !reply.replayed()))
        .hasSize(1);
    assertThat(http.call(bid).replayed()).isTrue();
    assertThat(dispatcher.history(tender.shipmentId(), 3).getJsonArray("items")).hasSize(3);
  }

  private static CompletableFuture<Reply> async(Caller caller, Command command) {
    return CompletableFuture.supplyAsync(() -> caller.call(command), Thread::startVirtualThread);
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeNoResponseOnceAnOfferHasExpired(CommandDoor door) {
    var tender =
        TenderClient.open(
            door.caller(client, live), dispatcher.book(), spot().put("respondWithinSeconds", 1));
    tender.bid("MAEU", "980").expect(200);
    tender.bid("HLCU", "990").expect(200);
    tender.close().expect(200);
    var made = data(tender.offer("MAEU").expect(200));
    var expiresAt = Instant.parse(made.getString("expiresAt"));

    await().until(() -> !Instant.now().isBefore(expiresAt));

    tender.accept("MAEU").expectProblem(409, "too-late");
    tender.decline("MAEU").expectProblem(409, "too-late");
    tender.counter("MAEU", "1").expectProblem(409, "too-late");
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeNoBidOnceATenderShouldBeClosed(CommandDoor door) {
    var id = dispatcher.book();
    var terms = spot(Duration.ofSeconds(4));
    var tender = TenderClient.open(door.caller(client, live), id, terms);
    var bid =
        tender
            .command("PlaceBid", "HLCU", new JsonObject().put("amount", "980"))
            .withKey(UUID.randomUUID().toString());
    tender.caller().call(bid).expect(200);
    var closesAt = Instant.parse(terms.getString("closesAt"));

    await().until(() -> !Instant.now().isBefore(closesAt));

    tender.bid("MAEU", "970").expectProblem(409, "too-late");
    assertThat(tender.caller().call(bid).expect(200).replayed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 980, 980.00",
    "EUR, 0.5, 0.50",
    "JPY, 980, 980",
    "KWD, 1.2345, 422",
    "KWD, 1.234, 1.234",
    "CLF, 1.2345, 1.2345",
    "EUR, 10.001, 422",
    "JPY, 100.5, 422"
  })
  void shouldJudgeTheDecimalsOfAnAmountByTheCurrency(
      String currency, String amount, String expected) {
    var id = dispatcher.book();
    var tender = TenderClient.open(http, id, spot().put("currency", currency));

    for (var door : CommandDoor.values()) {
      var reply = tender.through(door.caller(client, live)).bid("HLCU", amount);
      if (expected.equals("422")) {
        assertThat(reply.summary()).isEqualTo("422 validation-failed /amount");
      } else {
        assertThat(logged(id, reply.expect(200).version()).getString("amount")).isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldRefuseWhatIsAboveTheCeiling() {
    var tender = TenderClient.open(http, dispatcher.book(), spot().put("ceiling", "1500"));
    tender.bid("HLCU", "1500.01").expectProblem(409, "bid-too-high");
    tender.bid("HLCU", "1500").expect(200);
    tender.bid("MAEU", "1500.00").expect(200);
    tender.close().expect(200);
    tender.offer("HLCU").expect(200);

    tender.counter("HLCU", "1500.01").expectProblem(409, "bid-too-high");
  }

  @Test
  void shouldLetOneOfTwoAcceptancesWin() {
    try (var other = client.live()) {
      for (int round = 0; round < 10; round++) {
        var tender = TenderClient.open(http, dispatcher.book(), spot());
        tender.bid("HLCU", "980").expect(200);
        tender.close().expect(200);
        tender.offer("HLCU").expect(200);
        var accept = tender.command("RespondToOffer", "HLCU", response("ACCEPT"));

        var one = async(Caller.overSocket(live), accept.withKey("first-of-two"));
        var two = async(Caller.overSocket(other), accept.withKey("second-of-two"));

        assertThat(List.of(one.join().status(), two.join().status()))
            .containsExactlyInAnyOrder(200, 409);
        assertThat(dispatcher.history(tender.shipmentId(), 6).getJsonArray("items")).hasSize(6);
      }
    }
  }

  private static JsonObject response(String response) {
    return new JsonObject().put("response", response);
  }

  @ParameterizedTest
  @EnumSource
  void shouldKeepACarrierAwayThatIsNotInvited(CommandDoor door) {
    var invited = new JsonArray().add(new JsonObject().put("carrier", "MAEU"));
    var tender =
        TenderClient.open(
            door.caller(client, live), dispatcher.book(), spot().put("carriers", invited));

    tender.bid("HLCU", "980").expectProblem(403, "not-invited");
    tender.bid("MAEU", "980").expect(200);
    new TenderClient(tender.caller(), tender.shipmentId(), 2)
        .bid("MAEU", "980")
        .expectProblem(404, "tender-not-found");
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeAKeyOverTheOtherDoorAsAReplay(CommandDoor door) {
    var other = door == CommandDoor.HTTP ? CommandDoor.WEB_SOCKET : CommandDoor.HTTP;
    Function<Command, Reply> first = door.caller(client, live)::call;
    Function<Command, Reply> second = other.caller(client, live)::call;
    var open =
        Command.of("OpenTender", dispatcher.book(), spot()).withKey(UUID.randomUUID().toString());
    var opened = first.apply(open).expect(201);
    assertThat(second.apply(open).expect(201)).isEqualTo(new Reply(201, true, opened.body()));
    var bid =
        new TenderClient(http, opened.shipmentId(), 1)
            .command("PlaceBid", "HLCU", new JsonObject().put("amount", "980"))
            .withKey(UUID.randomUUID().toString());

    var placed = first.apply(bid).expect(200);

    assertThat(second.apply(bid)).isEqualTo(new Reply(200, true, placed.body()));
    bid.body().put("amount", "980.00");
    second.apply(bid).expectProblem(422, "idempotency-key-reused");
  }
}
