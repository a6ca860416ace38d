package io.quayside.gateway;

import static io.quayside.gateway.TradeCast.UNKNOWN;
import static io.quayside.gateway.TradeCast.spot;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as shippers, carriers and others find them: of a shipment, and across shipments. */
@ExtendWith(SecuredGateway.class)
class DocumentQueriesIT {
  private static final JsonObject REASON = new JsonObject().put("reason", "no longer needed");
  private final Instant due = Instant.now().plus(1, ChronoUnit.DAYS);

  private final Client client;
  private final TradeCast cast;

  DocumentQueriesIT(Secured secured) {
    client = secured.client();
    cast = new TradeCast(secured);
  }

  private int request(String id, String type, boolean shared, Instant dueAt) {
    var body = new JsonObject().put("type", type).put("shared", shared);
    if (dueAt != null) {
      body.put("dueAt", dueAt.toString());
    }
    return cast.command("POST", id, "/documents", body);
  }

  private String shipmentWithThree(String shipper, String carrier) {
    var id = cast.book(shipper);
    request(id, "COMMERCIAL_INVOICE", true, due);
    request(id, "PACKING_LIST", false, null);
    request(id, "SEA_WAYBILL", false, due);
    var version = cast.assign(id, carrier);
    client.get(path(id, "?min-version=" + version), cast.operator()).expect(200);
    return id;
  }

  private static String path(String id, String rest) {
    return "/v1/shipments/" + id + "/documents" + rest;
  }

  @Test
  void shouldShowADocumentWithItsRevisions() {
    var id = shipmentWithThree("Hansa", "MAEU");
    var submission = new JsonObject().put("reference", "HLCUHAM123").put("platform", "WAVE");
    cast.send("POST", path(id, "/3/submissions"), submission, cast.carrier("MAEU")).expect(200);
    var verified =
        cast.send(
                "POST",
                path(id, "/3/verification"),
                new JsonObject().put("revision", 1).put("note", "checked"),
                cast.shipper("Hansa"))
            .expect(200)
            .json();

    var query = "/3?min-version=" + verified.getInteger("version");
    var whole = client.get(path(id, query), cast.operator()).expect(200).json();
    assertThat(whole.getString("documentStatus")).isEqualTo("VERIFIED");
    assertThat(whole.getString("status")).isEqualTo("CARRIER_ASSIGNED");
    assertThat(whole.getInteger("revision")).isEqualTo(1);
    var revision = whole.getJsonArray("revisions").getJsonObject(0);
    assertThat(revision.getString("by")).isEqualTo("CARRIER");
    assertThat(revision.getString("verdictBy")).isEqualTo("SHIPPER");
    assertThat(revision.getString("verdictAt")).isEqualTo(verified.getString("recordedAt"));
    for (var viewer : List.of(cast.shipper("Hansa"), cast.service(), cast.carrier("MAEU"))) {
      assertThat(client.get(path(id, query), viewer).expect(200).json()).isEqualTo(whole);
    }
  }

  @Test
  void shouldShowTheAssignedCarrierItsOwnAndSharedDocuments() {
    var id = shipmentWithThree("Hansa", "MAEU");
    client.get(path(id, "/1"), cast.carrier("MAEU")).expect(200);
    client.get(path(id, "/2"), cast.carrier("MAEU")).expectProblem(404, "document-not-found");
    client.get(path(id, "/3"), cast.carrier("MAEU")).expect(200);

    var listed = listed(id, cast.carrier("MAEU"));
    assertThat(listed).extracting(one -> one.getInteger("document")).containsExactly(1, 2, 3);
    assertThat(listed.get(1).fieldNames())
        .containsExactlyInAnyOrder("document", "type", "gate", "documentStatus", "withheld");
    assertThat(listed.get(0)).isEqualTo(listed(id, cast.shipper("Hansa")).get(0));
    for (var other : List.of(cast.carrier("HLCU"), cast.shipper("Nordlicht"))) {
      for (var rest : List.of("", "/1", "/9", "/x")) {
        var foreign = client.get(path(id, rest), other);
        foreign.expectProblem(404, "shipment-not-found");
        assertThat(foreign.text()).isEqualTo(client.get(path(UNKNOWN, rest), other).text());
      }
    }

    var version = cast.assign(id, "HLCU");
    client.get(path(id, "/1?min-version=" + version), cast.carrier("HLCU")).expect(200);
    client.get(path(id, "/1"), cast.carrier("MAEU")).expectProblem(404, "shipment-not-found");
  }

  private List<JsonObject> listed(String id, String... headers) {
    return client.get(path(id, ""), headers).expect(200).json().getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Test
  void shouldShowACarrierThatIsOnlyInvitedAnEmptyList() {
    var id = cast.book("Hansa");
    request(id, "COMMERCIAL_INVOICE", true, null);
    var version = cast.command("POST", id, "/tenders", spot("MAEU"));
    client.get(path(id, "?min-version=" + version), cast.operator()).expect(200);

    assertThat(listed(id, cast.carrier("MAEU"))).isEmpty();
    client.get(path(id, "/1"), cast.carrier("MAEU")).expectProblem(404, "document-not-found");
    assertThat(cast.items("/v1/documents", cast.carrier("MAEU"), 50)).isEmpty();
  }

  @Test
  void shouldShowADocumentAtOnceThatWasAnsweredAsRequested() {
    var id = cast.book("Hansa");
    for (int number = 1; number <= 10; number++) {
      request(id, "PACKING_LIST", false, null);
      client.get(path(id, "/" + number), cast.shipper("Hansa")).expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "01", "x", "99999999999"})
  void shouldHaveNoDocumentOfANumberThatIsNone(String number) {
    var id = cast.book("Hansa");
    request(id, "PACKING_LIST", false, null);

    client
        .get(path(id, "/" + number), cast.shipper("Hansa"))
        .expectProblem(404, "document-not-found");
  }

  @Test
  void shouldAnswerNotModifiedUntilTheAnswerChanges() {
    var id = shipmentWithThree("Hansa", "MAEU");
    var headers = cast.shipper("Hansa");
    var tag = client.get(path(id, ""), headers).expect(200).header("ETag");
    var conditional = new String[] {headers[0], headers[1], "If-None-Match", tag};
    assertThat(client.get(path(id, ""), conditional).expect(304).body()).isEmpty();

    var version = cast.command("POST", id, "/documents/1/waiver", REASON);
    client.get(path(id, "?min-version=" + version), conditional).expect(200);
  }

  @Test
  void shouldListDocumentsByDueDateWithoutHolesOrRepeats() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(shipmentWithThree("Hansa", i == 0 ? "HLCU" : "MAEU"));
    }
    var later = cast.book("Nordlicht");
    request(later, "PACKING_LIST", false, due.plusSeconds(1));
    request(later, "PACKING_LIST", false, due.minusSeconds(1));
    request(later, "SEA_WAYBILL", false, null);
    var version = cast.command("POST", later, "/documents/3/voiding", REASON);
    client.get(path(later, "?min-version=" + version), cast.operator()).expect(200);
    ids.sort(Comparator.naturalOrder());
    List<String> hansas = new ArrayList<>();
    ids.forEach(id -> hansas.addAll(List.of(id + 1, id + 3)));
    ids.forEach(id -> hansas.add(id + 2));
    List<String> all = new ArrayList<>(hansas);
    all.add(0, later + 2);
    all.add(7, later + 1);

    for (int limit : List.of(1, 2, 50)) {
      assertThat(board("", cast.operator(), limit)).isEqualTo(all);
      assertThat(board("", cast.service(), limit)).isEqualTo(all);
      assertThat(board("", cast.shipper("Hansa"), limit)).isEqualTo(hansas);
      assertThat(board("", cast.shipper("Hansa", "Nordlicht"), limit)).isEqualTo(all);
      assertThat(board("", cast.carrier("MAEU"), limit)).hasSize(4);
      assertThat(board("", cast.carrier("MAEU", "HLCU"), limit)).isEqualTo(hansas.subList(0, 6));
    }
    assertThat(board("?documentStatus=VOID", cast.service(), 1)).containsExactly(later + 3);
    assertThat(board("?documentStatus=REQUESTED", cast.service(), 2)).isEqualTo(all);
    assertThat(board("?documentStatus=REQUESTED", cast.carrier("XXXX"), 2)).isEmpty();
  }

  @Test
  void shouldMoveDocumentsToTheBoardOfTheNextCarrier() {
    var id = shipmentWithThree("Hansa", "MAEU");
    assertThat(board("", cast.carrier("MAEU"), 50)).containsExactly(id + 1, id + 3);
    assertThat(board("", cast.carrier("HLCU"), 50)).isEmpty();

    var version = cast.assign(id, "HLCU");
    client.get(path(id, "?min-version=" + version), cast.operator()).expect(200);
    assertThat(board("", cast.carrier("MAEU"), 50)).isEmpty();
    assertThat(board("", cast.carrier("HLCU"), 50)).containsExactly(id + 1, id + 3);
  }

  /** Shipment and number of each item of the board, each of which is shown for its shipment too. */
  private List<String> board(String query, String[] headers, int limit) {
    return cast.items("/v1/documents" + query, headers, limit).stream()
        .map(item -> item.getString("shipmentId") + item.getInteger("document"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "documentStatus=OPEN",
        "limit=0",
        "limit=201",
        "after=x",
        "after=MS4x",
        // A time before those that PostgreSQL knows.
        "after=LTk5OTk5OTk5OTk5OTk5OS4wMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMC4x",
        "type=OTHER"
      })
  void shouldNameTheOffendingParameterOfTheList(String query) {
    var answer = client.get("/v1/documents?" + query, cast.service());
    assertThat(answer.expectProblem(422, "validation-failed").offences())
        .containsExactly(query.substring(0, query.indexOf('=')));
  }
}
