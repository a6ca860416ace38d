package io.quayside.gateway;

import static io.quayside.gateway.TradeCast.UNKNOWN;
import static io.quayside.gateway.TradeCast.spot;
import static io.quayside.gateway.harness.TenderClient.waterfall;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenders as shippers, carriers and others find them: of a shipment, and across shipments. */
@ExtendWith(SecuredGateway.class)
class TenderQueriesIT {
  private static final JsonObject NOTHING = new JsonObject();
  private static final JsonObject REASON = new JsonObject().put("reason", "no longer needed");

  private final Client client;
  private final TradeCast cast;

  TenderQueriesIT(Secured secured) {
    client = secured.client();
    cast = new TradeCast(secured);
  }

  private static JsonObject carrierOnly(String carrier) {
    return new JsonObject().put("carrier", carrier);
  }

  private Answer tender(String id, int minVersion, String... headers) {
    return client.get("/v1/shipments/" + id + "/tenders/1?min-version=" + minVersion, headers);
  }

  @Test
  void shouldShowATenderToEachViewerAsFarAsItMaySee() {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot("MAEU", "HLCU"));
    cast.bid(id, 1, "MAEU", "1010");
    var version = cast.bid(id, 1, "HLCU", "980");

    for (var viewer : List.of(cast.operator(), cast.service(), cast.shipper("Hansa"))) {
      var sealed = tender(id, version, viewer).expect(200).json();
      assertThat(sealed.getInteger("bidCount")).isEqualTo(2);
      assertThat(sealed.containsKey("bids")).isFalse();
    }
    assertThat(tender(id, version, cast.carrier("MAEU")).expect(200).text())
        .contains("\"1010.00\"")
        .doesNotContain("\"980", "HLCU", "bidCount", "rank");

    cast.command("POST", id, "/tenders/1/closing", NOTHING);
    version = cast.command("POST", id, "/tenders/1/offers", carrierOnly("HLCU"));
    assertThat(tender(id, version, cast.carrier("MAEU")).expect(200).text())
        .contains("\"rank\":2")
        .doesNotContain("980", "HLCU");
    var accepted = new JsonObject().put("response", "ACCEPT");
    version = cast.command("POST", id, "/tenders/1/offers/HLCU/response", accepted);
    var winner = new JsonObject().put("carrier", "HLCU").put("amount", "980.00");
    for (var viewer : List.of(cast.service(), cast.shipper("Hansa"), cast.carrier("HLCU"))) {
      assertThat(tender(id, version, viewer).expect(200).json().getJsonObject("winner"))
          .isEqualTo(winner);
    }
    assertThat(tender(id, version, cast.carrier("MAEU")).expect(200).text())
        .contains("CONFIRMED")
        .doesNotContain("980", "HLCU", "winner");
  }

  @Test
  void shouldShowATenderAtOnceThatWasAnsweredAsOpened() {
    for (int i = 0; i < 10; i++) {
      var id = cast.book("Hansa");
      cast.command("POST", id, "/tenders", spot("MAEU"));

      client.get("/v1/shipments/" + id + "/tenders/1", cast.carrier("MAEU")).expect(200);
      var listed = client.get("/v1/shipments/" + id + "/tenders", cast.carrier("MAEU"));
      assertThat(listed.expect(200).json().getJsonArray("items")).hasSize(1);
    }
  }

  @Test
  void shouldShowATenderForEverToThoseInvited() {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot("MAEU"));
    var shipment = "/v1/shipments/" + id;
    client.get(shipment, cast.carrier("MAEU")).expect(200);
    var version = cast.command("POST", id, "/tenders/1/withdrawal", REASON);
    tender(id, version, cast.carrier("MAEU")).expect(200);

    client.get(shipment, cast.carrier("MAEU")).expectProblem(404, "shipment-not-found");
    client.get(shipment + "/events", cast.carrier("MAEU")).expect(404);
    client.get(shipment + "/documents", cast.carrier("MAEU")).expect(404);
    var listed = client.get(shipment + "/tenders", cast.carrier("MAEU")).expect(200).json();
    assertThat(listed.getInteger("version")).isEqualTo(version);
    assertThat(listed.getJsonArray("items")).hasSize(1);
    client
        .get(shipment + "/tenders/2", cast.carrier("MAEU"))
        .expectProblem(404, "tender-not-found");
  }

  @Test
  void shouldFindNothingForThoseWhoMayNotKnowOfTheShipment() {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot("MAEU"));
    var callers =
        List.of(cast.carrier("HLCU"), cast.shipper("Nordlicht"), cast.carrier("XXXX", "YYYY"));
    for (var path : List.of("/tenders", "/tenders/1", "/tenders/9", "/tenders/x")) {
      for (var caller : callers) {
        var foreign = client.get("/v1/shipments/" + id + path, caller);
        var unknown = client.get("/v1/shipments/" + UNKNOWN + path, caller);
        foreign.expectProblem(404, "shipment-not-found");
        assertThat(foreign.text()).isEqualTo(unknown.text());
      }
    }
  }

  @Test
  void shouldShowACarrierThatIsAssignedAndNotInvitedNoTender() {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot("MAEU"));
    var version = cast.assign(id, "HLCU");

    tender(id, version, cast.carrier("HLCU")).expectProblem(404, "tender-not-found");
    var listed =
        client.get("/v1/shipments/" + id + "/tenders", cast.carrier("HLCU")).expect(200).json();
    assertThat(listed.getJsonArray("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "01", "+1", "1.0", "x", "99999999999999999999"})
  void shouldHaveNoTenderOfANumberThatIsNone(String number) {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot());

    client
        .get("/v1/shipments/" + id + "/tenders/" + number, cast.shipper("Hansa"))
        .expectProblem(404, "tender-not-found");
  }

  @Test
  void shouldJudgeParametersBeforeTheShipment() {
    for (var path : List.of(UNKNOWN + "/tenders", UNKNOWN + "/tenders/1", "x/tenders/x")) {
      var answer =
          client.get("/v1/shipments/" + path + "?min-version=-1&colour=red", cast.service());
      assertThat(answer.expectProblem(422, "validation-failed").offences())
          .containsExactlyInAnyOrder("min-version", "colour");
    }
    for (var path : List.of("", "/events", "/positions", "/documents", "/documents/x")) {
      var answer = client.get("/v1/shipments/x" + path + "?colour=red", cast.service());
      assertThat(answer.expectProblem(422, "validation-failed").offences())
          .containsExactly("colour");
    }
    client.get("/v1/shipments/x/tenders", cast.service()).expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldAnswerNotModifiedUntilTheAnswerChanges() {
    var id = cast.book("Hansa");
    var version = cast.command("POST", id, "/tenders", spot("MAEU"));
    var headers = cast.shipper("Hansa");
    var tag = tender(id, version, headers).expect(200).header("ETag");
    var conditional = new String[] {headers[0], headers[1], "If-None-Match", tag};
    assertThat(tender(id, version, conditional).expect(304).body()).isEmpty();

    version = cast.bid(id, 1, "MAEU", "980");
    tender(id, version, conditional).expect(200);
  }

  @Test
  void shouldListTendersNewestFirstWithoutHolesOrRepeats() {
    var first = cast.book("Hansa");
    var second = cast.book("Nordlicht");
    for (int i = 1; i <= 3; i++) {
      cast.command("POST", first, "/tenders", i == 2 ? waterfall("DHLC") : spot("MAEU", "HLCU"));
      cast.command("POST", first, "/tenders/" + i + "/withdrawal", REASON);
    }
    int opened = cast.command("POST", second, "/tenders", spot());
    tender(second, opened, cast.operator()).expect(200);
    var last = cast.command("POST", first, "/tenders", spot("HLCU"));
    tenderFour(first, last);

    for (int limit : List.of(1, 2, 50)) {
      assertThat(numbers("/v1/tenders", cast.operator(), limit))
          .containsExactly("4H", "1N", "3H", "2H", "1H");
      assertThat(numbers("/v1/tenders", cast.shipperOfAll(), limit)).hasSize(5);
      assertThat(numbers("/v1/tenders", cast.shipper("Hansa", "Nobody"), limit))
          .containsExactly("4H", "3H", "2H", "1H");
      assertThat(numbers("/v1/tenders", cast.shipper("Nobody"), limit)).isEmpty();
      assertThat(numbers("/v1/tenders", cast.carrier("HLCU", "MAEU"), limit))
          .containsExactly("4H", "1N", "3H", "1H");
      assertThat(numbers("/v1/tenders", cast.carrier("MAEU"), limit))
          .containsExactly("1N", "3H", "1H");
      assertThat(numbers("/v1/tenders", cast.carrier("XXXX"), limit)).containsExactly("1N");
    }
    assertThat(numbers("/v1/tenders?tenderStatus=COLLECTING", cast.service(), 1))
        .containsExactly("4H", "1N");
    assertThat(numbers("/v1/tenders?tenderStatus=WITHDRAWN", cast.carrier("MAEU"), 1))
        .containsExactly("3H", "1H");
    assertThat(numbers("/v1/tenders?carrier=MAEU", cast.service(), 1))
        .containsExactly("1N", "3H", "1H");
    assertThat(numbers("/v1/tenders?carrier=MAEU", cast.shipper("Hansa"), 1))
        .containsExactly("3H", "1H");
    assertThat(numbers("/v1/tenders?carrier=MAEU", cast.carrier("HLCU", "MAEU"), 1))
        .containsExactly("1N", "3H", "1H");
    client.get("/v1/tenders?carrier=MAEU", cast.carrier("HLCU")).expectProblem(403, "forbidden");
  }

  /** Waits until the last tender is in the read model. */
  private void tenderFour(String id, int version) {
    client
        .get("/v1/shipments/" + id + "/tenders/4?min-version=" + version, cast.operator())
        .expect(200);
  }

  /** Number and first letter of the shipper of each item. */
  private List<String> numbers(String path, String[] headers, int limit) {
    return cast.items(path, headers, limit).stream()
        .map(
            item -> {
              var shipment =
                  client
                      .get("/v1/shipments/" + item.getString("shipmentId"), cast.operator())
                      .json();
              assertThat(item.getString("status")).isEqualTo("BOOKED");
              return item.getInteger("tender") + shipment.getString("shipper").substring(0, 1);
            })
        .toList();
  }

  @Test
  void shouldShowTheSameInListsAsForOneTender() {
    var id = cast.book("Hansa");
    cast.command("POST", id, "/tenders", spot("MAEU", "HLCU"));
    cast.bid(id, 1, "MAEU", "1010");
    var version = cast.bid(id, 1, "HLCU", "980");

    for (var viewer : List.of(cast.service(), cast.shipper("Hansa"), cast.carrier("MAEU"))) {
      var one = tender(id, version, viewer).expect(200).json();
      assertThat(cast.items("/v1/tenders", viewer, 50)).containsExactly(one);
      var ofShipment = client.get("/v1/shipments/" + id + "/tenders", viewer).expect(200).json();
      assertThat(ofShipment.getJsonArray("items").getJsonObject(0)).isEqualTo(one);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tenderStatus=OPEN",
        "carrier=maeu",
        "limit=0",
        "limit=201",
        "after=x",
        "after=MS4x",
        // A time before those that PostgreSQL knows.
        "after=LTk5OTk5OTk5OTk5OTk5OS4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMC4x",
        "kind=SPOT"
      })
  void shouldNameTheOffendingParameterOfTheList(String query) {
    var answer = client.get("/v1/tenders?" + query, cast.service());
    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactly(query.substring(0, query.indexOf('=')));
  }

  @Test
  void shouldListShipmentsForTheCarriersThatTheirTendersInvite() {
    var spot = cast.book("Hansa");
    var open = cast.book("Hansa");
    var waterfall = cast.book("Hansa");
    var assigned = cast.book("Hansa");
    cast.command("POST", spot, "/tenders", spot("MAEU", "HLCU"));
    cast.command("POST", open, "/tenders", spot());
    // The first of a list is offered the load at once, which is the next version.
    var opened = cast.command("POST", waterfall, "/tenders", waterfall("DHLC", "HLCU"));
    tender(waterfall, opened + 1, cast.operator()).expect(200);
    cast.assign(assigned, "MAEU");
    var last = cast.command("POST", assigned, "/tenders", waterfall("XXXX"));
    tender(assigned, last + 1, cast.operator()).expect(200);

    assertThat(shipments(cast.carrier("MAEU"))).containsExactly(assigned, open, spot);
    assertThat(shipments(cast.carrier("HLCU"))).containsExactly(open, spot);
    assertThat(shipments(cast.carrier("DHLC"))).containsExactly(waterfall, open);
    assertThat(shipments(cast.carrier("XXXX"))).containsExactly(assigned, open);
    assertThat(shipments(cast.carrier("DHLC", "MAEU")))
        .containsExactly(assigned, waterfall, open, spot);
    assertThat(shipments(cast.shipper("Hansa", "Nobody"))).hasSize(4);

    cast.bid(spot, 1, "MAEU", "980");
    cast.command("POST", spot, "/tenders/1/closing", NOTHING);
    var accept = new JsonObject().put("response", "ACCEPT");
    last = cast.command("POST", waterfall, "/tenders/1/offers/DHLC/response", accept);
    tender(waterfall, last, cast.operator()).expect(200);
    last = cast.command("POST", open, "/tenders/1/withdrawal", REASON);
    tender(open, last, cast.operator()).expect(200);
    assertThat(shipments(cast.carrier("DHLC"))).containsExactly(waterfall);
    assertThat(shipments(cast.carrier("MAEU"))).containsExactly(assigned, spot);
    assertThat(shipments("?carrier=MAEU", cast.carrier("MAEU", "DHLC"))).containsExactly(assigned);
    assertThat(shipments("?status=BOOKED", cast.carrier("MAEU", "DHLC")))
        .containsExactly(waterfall, spot);
  }

  private List<String> shipments(String... headers) {
    return shipments("", headers);
  }

  /** The ids of a list, read in pages of one, of two, and whole. */
  private List<String> shipments(String query, String[] headers) {
    List<String> whole = ids(cast.items("/v1/shipments" + query, headers, 50));
    for (int limit : List.of(1, 2)) {
      assertThat(ids(cast.items("/v1/shipments" + query, headers, limit))).isEqualTo(whole);
    }
    for (var id : whole) {
      client.get("/v1/shipments/" + id, headers).expect(200);
      assertThat(client.get("/v1/shipments/" + id + "/events", headers).expect(200).text())
          .contains("shipment.booked.v1");
    }
    return whole;
  }

  private static List<String> ids(List<JsonObject> items) {
    return items.stream().map(item -> item.getString("shipmentId")).toList();
  }
}
