package io.quayside.edge.query;

import static io.quayside.edge.query.Story.OPERATOR;
import static io.quayside.edge.query.Story.SERVICE;
import static io.quayside.edge.query.Story.SHIPPER;
import static io.quayside.edge.query.Story.T0;
import static io.quayside.edge.query.Story.carrier;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Actor;
import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.edge.query.PastStreams.PastStream;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each viewer sees of documents. */
class DocumentAnswersTest {
  private static final String HASH = "9f".repeat(32);
  private static final Content CONTENT = new Content(HASH, 48_213, "application/pdf");

  private static final RequestDocument SHARED_INVOICE =
      new RequestDocument(
          new Requirement(
              DocumentType.COMMERCIAL_INVOICE,
              null,
              Party.SHIPPER,
              true,
              DocumentGate.RELEASE,
              T0.plusSeconds(86_400)));

  private static final RequestDocument OTHER =
      new RequestDocument(
          new Requirement(
              DocumentType.OTHER,
              "Fumigation certificate",
              Party.SHIPPER,
              false,
              DocumentGate.NONE,
              null));

  private static final RequestDocument WAYBILL =
      new RequestDocument(
          new Requirement(
              DocumentType.SEA_WAYBILL, null, Party.CARRIER, false, DocumentGate.COMPLETION, null));

  private final Story story =
      new Story().then(SHARED_INVOICE, OTHER, WAYBILL, new AssignCarrier("MAEU", null));

  private static SubmitDocument submit(int document, String fileName) {
    return new SubmitDocument(document, HASH, fileName, null, null, CONTENT);
  }

  private JsonObject shown(Principal principal, int number) {
    var answers = new DocumentAnswers(principal);
    var document = answers.find(story.stream(), story.stream(), number);
    return document == null
        ? null
        : parsed(answers.one(PastStream.newest(story.stream()), document));
  }

  private List<JsonObject> listed(Principal principal) {
    var answer = parsed(new DocumentAnswers(principal).all(PastStream.newest(story.stream())));
    assertThat(answer.getString("shipmentId")).isEqualTo(Story.ID);
    assertThat(answer.getInteger("version")).isEqualTo(story.stream().version());
    return answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject parsed(byte[] json) {
    return new JsonObject(new String(json, UTF_8));
  }

  @Test
  void shouldShowADocumentWithItsRevisionsAndVerdicts() {
    story.then(Actor.SHIPPER, submit(1, "invoice.pdf"));
    story.then(new RejectDocument(1, 1, RejectionReason.ILLEGIBLE, "page 2"));
    story.then(Actor.SHIPPER, submit(1, "invoice-2.pdf"));
    story.then(Actor.CARRIER, new VerifyDocument(1, 2, null));
    var expected =
        new JsonObject(
            """
            {"shipmentId":"01JQ8ZK3V5T7Y9B1D3F5H7K9MN","version":9,"status":"CARRIER_ASSIGNED",
             "document":1,"type":"COMMERCIAL_INVOICE","from":"SHIPPER","shared":true,
             "gate":"RELEASE","dueAt":"2026-12-02T09:00:00.000Z","documentStatus":"VERIFIED",
             "satisfied":true,"requestedAt":"2026-12-01T09:00:02.000Z",
             "updatedAt":"2026-12-01T09:00:09.000Z","revision":2,"revisions":[
              {"revision":1,"sha256":"HASH","sizeBytes":48213,"mediaType":"application/pdf",
               "fileName":"invoice.pdf","by":"SHIPPER","at":"2026-12-01T09:00:06.000Z",
               "verdict":"REJECTED","reasonCode":"ILLEGIBLE","note":"page 2",
               "verdictBy":"OPERATOR","verdictAt":"2026-12-01T09:00:07.000Z"},
              {"revision":2,"sha256":"HASH","sizeBytes":48213,"mediaType":"application/pdf",
               "fileName":"invoice-2.pdf","by":"SHIPPER","at":"2026-12-01T09:00:08.000Z",
               "verdict":"VERIFIED","verdictBy":"CARRIER",
               "verdictAt":"2026-12-01T09:00:09.000Z"}]}
            """
                .replace("HASH", HASH));

    for (var viewer : List.of(OPERATOR, SERVICE, SHIPPER, carrier("MAEU"))) {
      assertThat(shown(viewer, 1)).as("%s", viewer).isEqualTo(expected);
    }
    assertThat(shown(OPERATOR, 4)).isNull();
  }

  @Test
  void shouldShowHowATransportDocumentWasIssued() {
    story.then(Actor.CARRIER, new SubmitDocument(3, null, null, "HLCUHAM123", "WAVE", null));
    story.then(Actor.SHIPPER, new VerifyDocument(3, 1, "checked"));
    story.then(Actor.CARRIER, new IssueDocument(3, 1, "HLCUHAM123", "WAVE"));

    var shown = shown(carrier("MAEU"), 3);
    assertThat(shown.getJsonObject("issued"))
        .isEqualTo(
            new JsonObject(
                """
                {"revision":1,"reference":"HLCUHAM123","platform":"WAVE",
                 "at":"2026-12-01T09:00:08.000Z"}
                """));
    assertThat(shown.getJsonArray("revisions").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"revision":1,"reference":"HLCUHAM123","platform":"WAVE","by":"CARRIER",
                 "at":"2026-12-01T09:00:06.000Z","verdict":"VERIFIED","note":"checked",
                 "verdictBy":"SHIPPER","verdictAt":"2026-12-01T09:00:07.000Z"}
                """));
    assertThat(shown.getBoolean("satisfied")).isTrue();
  }

  @Test
  void shouldWithholdFromTheAssignedCarrierWhatIsNotSharedWithIt() {
    assertThat(shown(carrier("MAEU"), 2)).isNull();
    var listed = listed(carrier("MAEU"));

    assertThat(listed).hasSize(3);
    assertThat(listed.get(1))
        .isEqualTo(
            new JsonObject(
                """
                {"document":2,"type":"OTHER","name":"Fumigation certificate","gate":"NONE",
                 "documentStatus":"REQUESTED","withheld":true}
                """));
    assertThat(listed.get(0)).isEqualTo(listed(SHIPPER).get(0));
    assertThat(listed.get(2)).isEqualTo(listed(SHIPPER).get(2));
    assertThat(listed(SHIPPER).get(1))
        .isEqualTo(
            new JsonObject(
                """
                {"document":2,"type":"OTHER","name":"Fumigation certificate","from":"SHIPPER",
                 "shared":false,"gate":"NONE","documentStatus":"REQUESTED","satisfied":false,
                 "requestedAt":"2026-12-01T09:00:03.000Z",
                 "updatedAt":"2026-12-01T09:00:03.000Z"}
                """));
  }

  @Test
  void shouldShowOtherCarriersNothing() {
    assertThat(listed(carrier("HLCU"))).isEmpty();
    for (int number = 1; number <= 3; number++) {
      assertThat(shown(carrier("HLCU"), number)).isNull();
    }
  }

  @Test
  void shouldListVoidAndWaivedDocumentsWithTheirReason() {
    story.then(new WaiveDocument(1, "not needed"), new VoidDocument(2, "a mistake"));

    var waived = listed(OPERATOR).get(0);
    assertThat(waived.getString("reason")).isEqualTo("not needed");
    assertThat(waived.getBoolean("satisfied")).isTrue();
    var voided = listed(OPERATOR).get(1);
    assertThat(voided.getString("documentStatus")).isEqualTo("VOID");
    assertThat(voided.getString("reason")).isEqualTo("a mistake");
    assertThat(voided.getBoolean("satisfied")).isFalse();
  }
}
