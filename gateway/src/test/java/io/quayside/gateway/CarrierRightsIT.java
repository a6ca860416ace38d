package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What carriers may do that a tender names, or does not. */
@ExtendWith(SecuredGateway.class)
class CarrierRightsIT {
  private static final String TENANT = "carrier-rights";

  private final Secured secured;
  private final Client client;
  private final Map<String, String[]> carriers = new HashMap<>();
  private String[] operator;
  private String shipmentId;

  CarrierRightsIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
  }

  /** A shipment that DHLC carries, with a tender to MAEU. */
  @BeforeEach
  void openTender() {
    secured.tenant(TENANT);
    operator = SecuredGateway.bearer(secured.key(TENANT, "operator", new JsonObject()));
    for (var carrier : new String[] {"MAEU", "HLCU", "DHLC"}) {
      var scope = new JsonObject().put("carriers", new JsonArray().add(carrier));
      carriers.put(carrier, SecuredGateway.bearer(secured.key(TENANT, "carrier", scope)));
    }
    shipmentId =
        client
            .post("/v1/shipments", Bodies.booking(), operator)
            .expect(201)
            .json()
            .getString("shipmentId");
    var assignment = new JsonObject().put("carrier", "DHLC");
    client.post(path("/carrier-assignment"), assignment, operator).expect(200);
    var listed = new JsonArray().add(new JsonObject().put("carrier", "MAEU"));
    client
        .post(path("/tenders"), TenderClient.spot().put("carriers", listed), operator)
        .expect(201);
  }

  private String path(String below) {
    return "/v1/shipments/" + shipmentId + below;
  }

  private Answer bid(String carrier, String amount, String... more) {
    var headers = Stream.of(carriers.get(carrier), more).flatMap(Arrays::stream);
    return client
        .send(
            "PUT",
            path("/tenders/1/bids/" + carrier),
            new JsonObject().put("amount", amount).encode().getBytes(UTF_8),
            "application/json",
            headers.toArray(String[]::new))
        .join();
  }

  private void withdrawTender() {
    var withdrawal = new JsonObject().put("reason", "booked elsewhere");
    var withdrawn = client.post(path("/tenders/1/withdrawal"), withdrawal, operator).expect(200);
    var version = withdrawn.json().getInteger("version");
    client.get(path("?min-version=" + version), operator).expect(200);
  }

  @Test
  void shouldTellOnlyAReaderThatItIsNotInvited() {
    bid("MAEU", "980").expect(200);
    bid("HLCU", "980").expectProblem(404, "shipment-not-found");
    bid("DHLC", "980").expectProblem(403, "not-invited");
  }

  @Test
  void shouldReplayABidAfterItsCarrierHasLostTheRightToRead() {
    client.get(path("?min-version=3"), carriers.get("MAEU")).expect(200);
    var first = bid("MAEU", "980", "Idempotency-Key", "B").expect(200);
    withdrawTender();
    client.get(path(""), carriers.get("MAEU")).expectProblem(404, "shipment-not-found");

    var again = bid("MAEU", "980", "Idempotency-Key", "B").expect(200);
    assertThat(again.replayed()).isTrue();
    assertThat(again.json()).isEqualTo(first.json());
    bid("MAEU", "970", "Idempotency-Key", "B").expectProblem(422, "idempotency-key-reused");
  }

  /** Rights are today's, whatever time is asked for; the tender may be read for ever. */
  @Test
  void shouldShowThePastToWhoMayReadToday() {
    client.get(path("?at-version=3"), carriers.get("MAEU")).expect(200);
    client
        .get(path("?at-version=1"), carriers.get("HLCU"))
        .expectProblem(404, "shipment-not-found");
    withdrawTender();

    client
        .get(path("?at-version=3"), carriers.get("MAEU"))
        .expectProblem(404, "shipment-not-found");
    client.get(path("/journey"), carriers.get("MAEU")).expectProblem(404, "shipment-not-found");
    var tender = client.get(path("/tenders/1?at-version=3"), carriers.get("MAEU")).expect(200);
    assertThat(tender.json().getString("tenderStatus")).isEqualTo("COLLECTING");
    client
        .get(path("/tenders/1?at-version=3"), carriers.get("HLCU"))
        .expectProblem(404, "shipment-not-found");
  }

  /** Who called is for operators and the owning shipper; nothing is told of a withheld event. */
  @Test
  void shouldTellWhatLedToAnEventByRights() {
    int bidden = bid("MAEU", "980").expect(200).json().getInteger("version");

    var cause = client.get(path("/events/1/cause"), carriers.get("DHLC")).expect(200).json();
    assertThat(cause.fieldNames()).containsExactlyInAnyOrder("shipmentId", "version", "commandId");
    var owned = client.get(path("/events/1/cause"), operator).expect(200).json();
    assertThat(owned.remove("caller")).isNotNull();
    assertThat(owned).isEqualTo(cause);
    var ofBid = path("/events/" + bidden + "/cause");
    client.get(ofBid, carriers.get("MAEU")).expect(200);
    client.get(ofBid, carriers.get("DHLC")).expectProblem(403, "forbidden");
    client.get(ofBid, operator).expectProblem(403, "forbidden");
    client.get(ofBid, carriers.get("HLCU")).expectProblem(404, "shipment-not-found");
  }

  /** It may read the tender for ever, so it is told more than that there is no shipment. */
  @Test
  void shouldAnswerACarrierOfATenderThatHasEnded() {
    withdrawTender();
    bid("MAEU", "970").expectProblem(409, "illegal-transition");
    bid("HLCU", "970").expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldShowNoDocumentToACarrierThatIsOnlyInvited() {
    var requirement = new JsonObject().put("type", "PACKING_LIST").put("shared", true);
    client.post(path("/documents"), requirement, operator).expect(201);
    var verdict = new JsonObject().put("revision", 1);
    var verification = path("/documents/1/verification");

    client
        .post(verification, verdict, carriers.get("MAEU"))
        .expectProblem(404, "document-not-found");
    client
        .post(verification, verdict, carriers.get("HLCU"))
        .expectProblem(404, "shipment-not-found");
    client
        .post(verification, verdict, carriers.get("DHLC"))
        .expectProblem(409, "illegal-transition");
  }
}
