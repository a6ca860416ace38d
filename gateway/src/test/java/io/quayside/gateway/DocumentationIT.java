package io.quayside.gateway;

import static io.quayside.gateway.harness.DocumentClient.ofType;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Caller.Reply;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.DocumentClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.LiveClient;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents of a gateway that everybody is operator of. */
@ExtendWith(SharedGateway.class)
class DocumentationIT {
  private final Client client;
  private final Dispatcher dispatcher;
  private final LiveClient live;

  DocumentationIT(GatewayProcess gateway) {
    client = gateway.client();
    dispatcher = new Dispatcher(client);
    live = client.live();
  }

  @AfterEach
  void close() {
    live.close();
  }

  private JsonObject data(Reply accepted) {
    var items = dispatcher.history(accepted.shipmentId(), accepted.version()).getJsonArray("items");
    return items.getJsonObject(accepted.version() - 1).getJsonObject("data");
  }

  @Test
  void shouldSayWhereADocumentIs() {
    var id = dispatcher.book();
    var path = "/v1/shipments/" + id + "/documents";

    client.post(path, ofType("PACKING_LIST")).expect(201);
    var second = client.post(path, ofType("OTHER").put("name", "Fumigation")).expect(201);

    assertThat(second.header("Location")).isEqualTo(path + "/2");
    assertThat(second.header("ETag")).isEqualTo("\"3\"");
    assertThat(second.json().getInteger("document")).isEqualTo(2);
    assertThat(second.json().getString("type")).isEqualTo("documentation.requested.v1");
  }

  @ParameterizedTest
  @EnumSource
  void shouldReleaseOnceWhatTheReleaseWaitsForIsVerified(CommandDoor door) {
    var caller = door.caller(client, live);
    var id = dispatcher.book();
    dispatcher.assignCarrier(id, "HH-QS 1").expect(200);
    var note = DocumentClient.request(caller, id, ofType("ROAD_CONSIGNMENT_NOTE"));
    var list = DocumentClient.request(caller, id, ofType("PACKING_LIST"));
    var voided = DocumentClient.request(caller, id, ofType("COMMERCIAL_INVOICE"));
    DocumentClient.request(caller, id, ofType("CERTIFICATE_OF_ORIGIN"));
    note.submit("CMR-1").expect(200);
    voided.voidIt("requested twice").expect(200);
    var release = Command.release(id).withKey(UUID.randomUUID().toString());

    assertThat(missing(caller, release))
        .isEqualTo(
            new JsonArray()
                .add(missing(1, "ROAD_CONSIGNMENT_NOTE", "SUBMITTED"))
                .add(missing(2, "PACKING_LIST", "REQUESTED")));
    note.verify(1).expect(200);
    assertThat(missing(caller, release))
        .isEqualTo(new JsonArray().add(missing(2, "PACKING_LIST", "REQUESTED")));
    list.waive("sent on paper").expect(200);

    assertThat(caller.call(release).expect(200).body().getString("status")).isEqualTo("RELEASED");
    assertThat(caller.call(release).expect(200).replayed()).isTrue();
    // A verdict of a fact is taken after the release too.
    note.reject(1).expect(200);
  }

  private static JsonArray missing(Caller caller, Command release) {
    var problem = caller.call(release).expectProblem(409, "documents-missing").body();
    return problem.getJsonArray("documents");
  }

  private static JsonObject missing(int document, String type, String status) {
    return new JsonObject()
        .put("document", document)
        .put("type", type)
        .put("documentStatus", status);
  }

  @ParameterizedTest
  @EnumSource
  void shouldJudgeTheNewestRevisionOnly(CommandDoor door) {
    var id = dispatcher.book();
    var note = DocumentClient.request(door.caller(client, live), id, ofType("AIR_WAYBILL"));
    note.submit("020-1").expect(200);
    var second = note.submit("020-2").expect(200);

    note.verify(1).expectProblem(409, "illegal-transition");
    note.reject(1).expectProblem(409, "illegal-transition");
    note.verify(3).expectProblem(409, "illegal-transition");
    note.issue(2, "020-2").expectProblem(409, "illegal-transition");
    note.verify(2).expect(200);

    assertThat(second.body().getInteger("document")).isEqualTo(1);
    assertThat(data(second))
        .isEqualTo(
            new JsonObject()
                .put("document", 1)
                .put("type", "AIR_WAYBILL")
                .put("from", "CARRIER")
                .put("shared", false)
                .put("gate", "RELEASE")
                .put("revision", 2)
                .put("reference", "020-2")
                .put("documentStatus", "SUBMITTED")
                .put("by", "OPERATOR")
                .put("status", "BOOKED"));
  }

  /** A verdict hits the revision that it names or none, whatever comes at the same moment. */
  @Test
  void shouldNeverRejectANewerRevision() {
    var http = Caller.overHttp(client);
    var socket = Caller.overSocket(live);
    for (int round = 0; round < 20; round++) {
      var id = dispatcher.book();
      var note = DocumentClient.request(http, id, ofType("SEA_WAYBILL"));
      note.submit("HLCU-1").expect(200);

      var submission = async(() -> note.submit("HLCU-2"));
      var rejection = async(() -> note.through(socket).reject(1));

      var submitted = submission.join().expect(200);
      var rejected = rejection.join();
      if (rejected.status() == 200) {
        assertThat(rejected.version()).isLessThan(submitted.version());
        assertThat(data(submitted).getString("documentStatus")).isEqualTo("SUBMITTED");
      } else {
        rejected.expectProblem(409, "illegal-transition");
      }
      note.verify(2).expect(200);
    }
  }

  private static CompletableFuture<Reply> async(Supplier<Reply> call) {
    return CompletableFuture.supplyAsync(call, Thread::startVirtualThread);
  }

  @ParameterizedTest
  @EnumSource
  void shouldIssueABillOfLadingAgainAfterItsAmendment(CommandDoor door) {
    var id = dispatcher.book();
    var bill = DocumentClient.request(door.caller(client, live), id, ofType("BILL_OF_LADING"));
    bill.submit("HLCU-1").expect(200);
    bill.verify(1).expect(200);
    bill.issue(1, "HLCUHAM1").expect(200);
    bill.submit("HLCU-2").expectProblem(409, "illegal-transition");
    var surrendered = bill.surrender("AMENDMENT").expect(200);

    bill.submit("HLCU-2").expect(200);
    bill.issue(2, "HLCUHAM1A").expectProblem(409, "illegal-transition");
    bill.verify(2).expect(200);
    bill.issue(2, "HLCUHAM1A").expect(200);
    var last = bill.surrender("DELIVERY").expect(200);

    assertThat(data(surrendered).getString("documentStatus")).isEqualTo("REQUESTED");
    assertThat(data(last).getString("documentStatus")).isEqualTo("SURRENDERED");
    bill.voidIt("too late").expectProblem(409, "illegal-transition");
  }

  @ParameterizedTest
  @EnumSource
  void shouldKnowWhichDocumentsLieElsewhere(CommandDoor door) {
    var caller = door.caller(client, live);
    var id = dispatcher.book();
    var invoice = DocumentClient.request(caller, id, ofType("COMMERCIAL_INVOICE"));
    var waybill = DocumentClient.request(caller, id, ofType("SEA_WAYBILL"));

    // Paper has its content here; a transport document may be on a platform.
    assertThat(invoice.submit("INV-0815").summary()).isEqualTo("422 validation-failed /sha256");
    assertThat(waybill.call("SubmitDocument", new JsonObject()).summary())
        .isEqualTo("422 validation-failed /sha256");
    invoice.submitContent("0".repeat(64)).expectProblem(409, "content-missing");
    waybill.surrender("DELIVERY").expectProblem(409, "illegal-transition");
    waybill.submit("HLCU-1").expect(200);
  }
}
