package io.quayside.edge.query;

import static io.quayside.edge.query.Story.CONTEXTS;
import static io.quayside.edge.query.Story.OPERATOR;
import static io.quayside.edge.query.Story.SERVICE;
import static io.quayside.edge.query.Story.SHIPPER;
import static io.quayside.edge.query.Story.T0;
import static io.quayside.edge.query.Story.carrier;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.RevokeAward;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.edge.query.PastStreams.PastStream;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each viewer sees of a tender, in each of its statuses. */
class TenderAnswersTest {
  private static final String LOAD =
      """
      "load":{"mode":"ROAD","origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"DEBER"},
        "cargo":{"description":"Tea","packages":4,"grossWeightKg":800},
        "requestedDeliveryBy":"2026-12-02T09:00:00.000Z"}
      """;

  private static final OpenTender SPOT =
      new OpenTender(
          new Terms(
              TenderKind.SPOT,
              "EUR",
              List.of(new Listed("MAEU", null), new Listed("HLCU", null)),
              T0.plusSeconds(3_600),
              Award.MANUAL,
              3_600,
              86_400,
              "1500.00",
              "by 6 pm",
              "reefer"),
          new OpenTender.Planned(2, null));

  private static final OpenTender WATERFALL =
      new OpenTender(
          new Terms(
              TenderKind.WATERFALL,
              "EUR",
              List.of(new Listed("MAEU", "950.00"), new Listed("HLCU", "990.00")),
              null,
              null,
              1_800,
              86_400,
              null,
              null,
              null),
          null);

  private final Story story = new Story();

  private static PlaceBid bid(String carrier, String amount) {
    return new PlaceBid(1, carrier, amount, null, null);
  }

  private static TenderAnswers answers(Principal principal) {
    return new TenderAnswers(CONTEXTS.rights(), principal);
  }

  private JsonObject shown(Principal principal) {
    var answers = answers(principal);
    var tender = answers.find(story.stream(), 1);
    return tender == null ? null : parsed(answers.one(PastStream.newest(story.stream()), tender));
  }

  private static JsonObject parsed(byte[] json) {
    return new JsonObject(new String(json, UTF_8));
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace("LOAD", LOAD));
  }

  @Test
  void shouldSealBidsUntilTheTenderIsClosed() {
    story.then(SPOT, bid("MAEU", "1010"), new PlaceBid(1, "HLCU", "980", 30, "two drivers"));
    var whole =
        json(
            """
            {"shipmentId":"01JQ8ZK3V5T7Y9B1D3F5H7K9MN","version":4,"status":"BOOKED","tender":1,
             "kind":"SPOT","tenderStatus":"COLLECTING","currency":"EUR","award":"MANUAL",
             "carriers":[{"carrier":"MAEU"},{"carrier":"HLCU"}],
             "closesAt":"2026-12-01T10:00:00.000Z","respondWithinSeconds":3600,
             "awardWithinSeconds":86400,"ceiling":"1500.00","note":"by 6 pm","equipment":"reefer",
             "planned":2,"openedAt":"2026-12-01T09:00:02.000Z","bidCount":2,"offers":[],LOAD}
            """);

    for (var viewer : List.of(OPERATOR, SERVICE, SHIPPER)) {
      assertThat(shown(viewer)).as("%s", viewer).isEqualTo(whole);
    }
    assertThat(shown(carrier("HLCU", "XXXX")))
        .isEqualTo(
            json(
                """
                {"shipmentId":"01JQ8ZK3V5T7Y9B1D3F5H7K9MN","version":4,"status":"BOOKED",
                 "tender":1,"kind":"SPOT","tenderStatus":"COLLECTING","currency":"EUR",
                 "closesAt":"2026-12-01T10:00:00.000Z","respondWithinSeconds":3600,
                 "awardWithinSeconds":86400,"ceiling":"1500.00","note":"by 6 pm",
                 "equipment":"reefer","openedAt":"2026-12-01T09:00:02.000Z",
                 "bids":[{"carrier":"HLCU","amount":"980.00","bid":4,
                   "placedAt":"2026-12-01T09:00:04.000Z","transitHours":30,
                   "note":"two drivers"}],
                 "offers":[],LOAD}
                """));
    assertThat(shown(carrier("XXXX"))).isNull();
  }

  @Test
  void shouldShowRanksOnceTheTenderIsClosed() {
    story.then(SPOT, bid("MAEU", "1010"), bid("HLCU", "980"), new CloseTender(1));

    var whole = shown(SHIPPER);
    assertThat(whole.getString("closedAt")).isEqualTo("2026-12-01T09:00:05.000Z");
    assertThat(whole.getString("awardBy")).isEqualTo("2026-12-02T09:00:05.000Z");
    assertThat(whole.getJsonArray("bids").encode())
        .isEqualTo(
            "[{\"rank\":1,\"carrier\":\"HLCU\",\"amount\":\"980.00\",\"bid\":4,"
                + "\"placedAt\":\"2026-12-01T09:00:04.000Z\"},"
                + "{\"rank\":2,\"carrier\":\"MAEU\",\"amount\":\"1010.00\",\"bid\":3,"
                + "\"placedAt\":\"2026-12-01T09:00:03.000Z\"}]");
    var own = shown(carrier("MAEU"));
    assertThat(own.fieldNames()).contains("closedAt").doesNotContain("awardBy", "bidCount");
    assertThat(own.getJsonArray("bids").encode())
        .isEqualTo(
            "[{\"rank\":2,\"carrier\":\"MAEU\",\"amount\":\"1010.00\",\"bid\":3,"
                + "\"placedAt\":\"2026-12-01T09:00:03.000Z\"}]");
  }

  @Test
  void shouldShowAnAwardToTheShipperAndItsWinner() {
    story.then(SPOT, bid("MAEU", "1010"), bid("HLCU", "980"), new CloseTender(1));
    story.then(
        new MakeOffer(1, "HLCU"),
        new RespondToOffer(1, "HLCU", new Counter("1000", "fuel")),
        new MakeOffer(1, "HLCU"),
        new RespondToOffer(1, "HLCU", new Accept("HH-AB 12", "tail lift", "ok")));
    var winner = new JsonObject().put("carrier", "HLCU").put("amount", "1000.00");
    var offers =
        json("""
        {"offers":[
          {"offer":1,"carrier":"HLCU","amount":"980.00","bid":4,
           "madeAt":"2026-12-01T09:00:06.000Z","expiresAt":"2026-12-01T10:00:06.000Z",
           "outcome":"COUNTERED","note":"fuel"},
          {"offer":2,"carrier":"HLCU","amount":"1000.00","bid":7,
           "madeAt":"2026-12-01T09:00:08.000Z","expiresAt":"2026-12-01T10:00:08.000Z",
           "outcome":"ACCEPTED","note":"ok","condition":"tail lift",
           "vehicle":"HH-AB 12"}]}
        """)
            .getJsonArray("offers");

    for (var viewer : List.of(SHIPPER, SERVICE, carrier("HLCU"))) {
      assertThat(shown(viewer).getString("tenderStatus")).isEqualTo("CONFIRMED");
      assertThat(shown(viewer).getJsonObject("winner")).isEqualTo(winner);
      assertThat(shown(viewer).getJsonArray("offers")).isEqualTo(offers);
    }
    var bids = shown(SHIPPER).getJsonArray("bids");
    assertThat(bids.getJsonObject(0))
        .isEqualTo(
            json(
                """
                {"rank":1,"carrier":"HLCU","amount":"1000.00","bid":7,
                 "placedAt":"2026-12-01T09:00:07.000Z","note":"fuel","counter":true}
                """));
    var loser = shown(carrier("MAEU"));
    assertThat(loser.containsKey("winner")).isFalse();
    assertThat(loser.encode()).doesNotContain("HLCU", "980", "1000.00", "awardBy");

    story.then(new GiveBack(1, "HLCU", DeclineReason.EQUIPMENT, null));
    assertThat(shown(SHIPPER).getString("awardBy")).isEqualTo("2026-12-02T09:00:10.000Z");
    assertThat(shown(carrier("HLCU")).containsKey("winner")).isFalse();
    assertThat(shown(SHIPPER).getJsonArray("offers").getJsonObject(1).getString("outcome"))
        .isEqualTo("GIVEN_BACK");
    assertThat(shown(SHIPPER).getJsonArray("offers").getJsonObject(1).getString("reasonCode"))
        .isEqualTo("EQUIPMENT");
  }

  @Test
  void shouldKeepATenderSealedThatWasWithdrawnBeforeItWasClosed() {
    story.then(SPOT, bid("MAEU", "1010"), bid("HLCU", "980"));
    story.then(new WithdrawTender(1, Cause.SHIPPER, "no budget"));

    assertThat(shown(SHIPPER).fieldNames()).doesNotContain("bids", "closedAt");
    assertThat(shown(SHIPPER).getInteger("bidCount")).isEqualTo(2);
    assertThat(shown(SHIPPER).getString("reason")).isEqualTo("no budget");
    assertThat(shown(SHIPPER).getString("cause")).isEqualTo("SHIPPER");
    var own = shown(carrier("MAEU"));
    assertThat(own.getString("cause")).isEqualTo("SHIPPER");
    assertThat(own.containsKey("reason")).isFalse();
    assertThat(own.getJsonArray("bids").getJsonObject(0).containsKey("rank")).isFalse();
  }

  @Test
  void shouldShowAWaterfallToThoseThatWereMadeAnOffer() {
    story.then(WATERFALL);
    assertThat(shown(carrier("MAEU"))).isNull();

    story.then(new MakeOffer(1, "MAEU"));
    var own = shown(carrier("MAEU"));
    assertThat(own.getJsonArray("offers").getJsonObject(0).containsKey("bid")).isFalse();
    assertThat(own.getJsonArray("bids")).isEmpty();
    assertThat(own.encode()).doesNotContain("990.00", "HLCU");
    assertThat(shown(carrier("HLCU"))).isNull();
    assertThat(shown(SHIPPER).getJsonArray("carriers").encode())
        .isEqualTo(
            "[{\"carrier\":\"MAEU\",\"amount\":\"950.00\"},"
                + "{\"carrier\":\"HLCU\",\"amount\":\"990.00\"}]");
    assertThat(shown(SHIPPER).fieldNames()).contains("bids").doesNotContain("award", "closesAt");

    story.then(new RespondToOffer(1, "MAEU", new Counter("1000", null)));
    assertThat(shown(carrier("MAEU")).getJsonArray("bids").getJsonObject(0).getInteger("rank"))
        .isEqualTo(1);
  }

  @Test
  void shouldShowATenderForEverToThoseInvitedAndNotTheShipment() {
    story.then(SPOT, bid("MAEU", "1010"), new WithdrawTender(1, Cause.SHIPPER, "no budget"));
    var everyCarrier =
        new OpenTender(
            new Terms(
                TenderKind.SPOT,
                "EUR",
                null,
                T0.plusSeconds(3_600),
                Award.LOWEST,
                3_600,
                86_400,
                null,
                null,
                null),
            null);
    story.then(everyCarrier, new WithdrawTender(2, Cause.SHIPPER, "no budget"), WATERFALL);
    story.then(new AssignCarrier("DHLC", null));

    assertThat(numbers(SHIPPER)).containsExactly(1, 2, 3);
    assertThat(numbers(carrier("MAEU"))).containsExactly(1, 2);
    assertThat(numbers(carrier("XXXX"))).containsExactly(2);
    assertThat(CONTEXTS.rights().mayRead(carrier("XXXX"), story.stream())).isFalse();
    assertThat(answers(carrier("XXXX")).knowsOf(story.stream())).isTrue();
    assertThat(answers(Story.shipper("Nordlicht")).knowsOf(story.stream())).isFalse();
    assertThat(shown(Story.shipper("Nordlicht"))).isNull();
  }

  private List<Integer> numbers(Principal principal) {
    var answer = parsed(answers(principal).all(PastStream.newest(story.stream())));
    assertThat(answer.getString("shipmentId")).isEqualTo(Story.ID);
    assertThat(answer.getInteger("version")).isEqualTo(story.stream().version());
    return answer.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getInteger("tender"))
        .toList();
  }

  @Test
  void shouldShowAnAssignedCarrierThatWasNotInvitedNoTender() {
    story.then(SPOT, new AssignCarrier("DHLC", null));

    assertThat(numbers(carrier("DHLC"))).isEmpty();
    assertThat(answers(carrier("DHLC")).knowsOf(story.stream())).isTrue();
    assertThat(shown(carrier("DHLC"))).isNull();
  }

  @Test
  void shouldShowRevokedAwards() {
    story.then(WATERFALL, new MakeOffer(1, "MAEU"));
    story.then(new RespondToOffer(1, "MAEU", new Accept(null, null, null)));
    story.then(new RevokeAward(1, Cause.SHIPPER, "rate withdrawn"));

    assertThat(shown(SHIPPER).getString("tenderStatus")).isEqualTo("REVOKED");
    assertThat(shown(SHIPPER).getString("reason")).isEqualTo("rate withdrawn");
    assertThat(shown(carrier("MAEU")).getJsonArray("offers").getJsonObject(0).getString("outcome"))
        .isEqualTo("REVOKED");
  }
}
