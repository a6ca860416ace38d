package io.quayside.gateway;

import static io.quayside.gateway.harness.DocumentClient.ofType;
import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.DocumentClient;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a shipper and carriers with credentials may do with tenders and documents. */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartiesIT {
  private static final String TENANT = "parties";
  private static final String SHIPPER = "Hansa Tea";
  private static final String UNKNOWN = "0123456789ABCDEFGHJKMNPQRS";

  private final Client client;
  private final String shipperToken;
  private final String firstToken;
  private final Caller shipper;
  private final Caller maeu;
  private final Caller hlcu;
  private final Caller uninvited;

  PartiesIT(Secured secured) {
    client = secured.client();
    secured.tenant(TENANT);
    shipperToken = secured.key(TENANT, "shipper", names("shippers", SHIPPER));
    firstToken = secured.key(TENANT, "carrier", names("carriers", "MAEU"));
    shipper = Caller.overHttp(client, bearer(shipperToken));
    maeu = Caller.overHttp(client, bearer(firstToken));
    hlcu = caller(secured, "HLCU");
    uninvited = caller(secured, "CMDU");
  }

  private Caller caller(Secured secured, String carrier) {
    var token = secured.key(TENANT, "carrier", names("carriers", carrier));
    return Caller.overHttp(client, bearer(token));
  }

  private static JsonObject names(String member, String name) {
    return new JsonObject().put(member, new JsonArray().add(name));
  }

  private String book() {
    return shipper.call(Command.book(Bodies.booking().put("shipper", SHIPPER))).shipmentId();
  }

  private String bookFor(String carrier) {
    var id = book();
    shipper.call(Command.assignCarrier(id, new JsonObject().put("carrier", carrier))).expect(200);
    return id;
  }

  /** Invites MAEU and HLCU. */
  private TenderClient tender() {
    var invited = new JsonArray();
    invited.add(new JsonObject().put("carrier", "MAEU"));
    invited.add(new JsonObject().put("carrier", "HLCU"));
    return TenderClient.open(shipper, book(), TenderClient.spot().put("carriers", invited));
  }

  private Command bid(TenderClient tender, String carrier) {
    return tender.command("PlaceBid", carrier, new JsonObject().put("amount", "980"));
  }

  @Test
  void shouldKnowATenderOnlyForThoseWhoMayReadIt() {
    var tender = tender();

    maeu.call(bid(tender, "MAEU")).expect(200);
    maeu.call(bid(tender, "HLCU")).expectProblem(403, "forbidden");
    shipper.call(bid(tender, "HLCU")).expectProblem(403, "forbidden");
    uninvited.call(bid(tender, "CMDU")).expectProblem(404, "shipment-not-found");
    hlcu.call(tender.command("CloseTender", new JsonObject())).expectProblem(403, "forbidden");

    // Whoever carries the shipment may read it, and is told that it is not invited.
    shipper
        .call(Command.assignCarrier(tender.shipmentId(), new JsonObject().put("carrier", "CMDU")))
        .expect(200);
    uninvited.call(bid(tender, "CMDU")).expectProblem(403, "not-invited");
  }

  @Test
  void shouldReplayABidThoughItsCarrierMayNotReadTheShipmentAnyMore() {
    var tender = tender();
    var bid = bid(tender, "HLCU").withKey(UUID.randomUUID().toString());
    var placed = hlcu.call(bid).expect(200);
    tender.close().expect(200);
    maeu.call(bid(tender, "MAEU")).expectProblem(409, "illegal-transition");
    tender.withdraw("no longer needed").expect(200);
    hlcu.call(tender.command("WithdrawBid", "HLCU", new JsonObject()))
        .expectProblem(409, "illegal-transition");
    var next = bid(new TenderClient(hlcu, tender.shipmentId(), 2), "HLCU");
    hlcu.call(next).expectProblem(404, "shipment-not-found");

    var again = hlcu.call(bid).expect(200);

    assertThat(again.replayed()).isTrue();
    assertThat(again.body()).isEqualTo(placed.body());
  }

  /** The role comes before the body, the body before the carrier, the carrier before the id. */
  @Test
  void shouldJudgeRoleBodyCarrierAndShipmentInThisOrder() {
    var path = "/v1/shipments/" + UNKNOWN + "/tenders/1/bids/HLCU";
    put(path, "{", shipperToken, 403, "forbidden");
    put(path, "{", firstToken, 400, "malformed-json");
    put(path, "{\"amount\":\"-1\"}", firstToken, 422, "validation-failed");
    put(path, "{\"amount\":\"1\"}", firstToken, 403, "forbidden");
    put(path.replace("HLCU", "MAEU"), "{\"amount\":\"1\"}", firstToken, 404, "shipment-not-found");
  }

  private void put(String path, String body, String token, int status, String code) {
    client
        .send("PUT", path, body.getBytes(UTF_8), "application/json", bearer(token))
        .join()
        .expectProblem(status, code);
  }

  @Test
  void shouldLetTheOtherPartyJudgeADocument() {
    var id = bookFor("MAEU");
    var note = DocumentClient.request(shipper, id, ofType("ROAD_CONSIGNMENT_NOTE"));

    note.submit("CMR-1").expectProblem(403, "forbidden");
    note.through(maeu).submit("CMR-1").expect(200);
    note.through(maeu).verify(1).expectProblem(403, "forbidden");
    note.through(hlcu).verify(1).expectProblem(404, "shipment-not-found");
    note.issue(1, "CMR-1").expectProblem(403, "forbidden");
    note.verify(1).expect(200);
    note.through(maeu).issue(1, "CMR-1").expect(200);
    note.through(maeu).waive("not needed").expectProblem(403, "forbidden");
  }

  @Test
  void shouldHideTheShippersDocumentsThatAreNotShared() {
    var id = bookFor("MAEU");
    var own = DocumentClient.request(shipper, id, ofType("AIR_WAYBILL").put("from", "SHIPPER"));
    var shared =
        DocumentClient.request(
            shipper, id, ofType("AIR_WAYBILL").put("from", "SHIPPER").put("shared", true));
    own.submit("020-1").expect(200);
    shared.submit("020-1").expect(200);

    own.through(maeu).verify(1).expectProblem(404, "document-not-found");
    own.verify(1).expectProblem(403, "forbidden");
    shared.verify(1).expectProblem(403, "forbidden");
    shared.through(maeu).submit("020-2").expectProblem(403, "forbidden");
    shared.through(maeu).verify(1).expect(200);
    maeu.call(Command.of("RequestDocument", id, ofType("PACKING_LIST")))
        .expectProblem(403, "forbidden");
  }
}
