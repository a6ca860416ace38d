package io.quayside.domain.documentation;

import static io.quayside.common.problem.ProblemCode.CONTENT_MISSING;
import static io.quayside.common.problem.ProblemCode.DOCUMENT_NOT_FOUND;
import static io.quayside.common.problem.ProblemCode.FORBIDDEN;
import static io.quayside.common.problem.ProblemCode.ILLEGAL_TRANSITION;
import static io.quayside.common.problem.ProblemCode.LIMIT_REACHED;
import static io.quayside.common.problem.ProblemCode.VALIDATION_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Decision;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final DocumentationContext CONTEXT = new DocumentationContext();
  private static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");
  private static final String SHA = "9f".repeat(32);
  private static final Content PDF = new Content(SHA, 48_213, "application/pdf");

  private Documentation documentation;
  private Instant now = T0;
  private int version = 1;
  private DocumentationEvent last;

  private static RequestDocument request(DocumentType type, boolean shared) {
    return new RequestDocument(new Requirement(type, null, type.from(), shared, type.gate(), null));
  }

  private static SubmitDocument submit(int document) {
    return new SubmitDocument(document, SHA, "invoice.pdf", "INV-0815", null, PDF);
  }

  private Decision decide(Actor by, DocumentationCommand command) {
    now = now.plusSeconds(1);
    return CONTEXT.decide(documentation, command, by, now);
  }

  private DocumentsTest accept(Actor by, DocumentationCommand command) {
    Decision decision = decide(by, command);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    record((DocumentationEvent) ((Decision.Accepted) decision).event());
    return this;
  }

  private void refuse(ProblemCode code, Actor by, DocumentationCommand command) {
    Decision decision = decide(by, command);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    Problem problem = ((Decision.Rejected) decision).problem();
    assertThat(problem.code()).isEqualTo(code);
    if (code == ILLEGAL_TRANSITION) {
      Document document =
          documentation.document(((DocumentationCommand.ToDocument) command).document());
      assertThat(problem.detail())
          .contains(document.status().name(), command.getClass().getSimpleName());
    }
  }

  /** Applies an event as the log gives it back, and the state as the snapshot does. */
  private void record(DocumentationEvent event) {
    EventType<? extends DocumentationEvent> type = CONTEXT.typeOf(event);
    JsonWriter data = new JsonWriter(256).beginObject();
    type.write(data, event);
    StoredFields fields = new StoredFields(Json.parseObject(data.endObject().toBytes()));
    last = type.reader().read(fields, event.recordedAt(), Status.BOOKED);
    fields.end();
    assertThat(last).isEqualTo(event);
    Documentation after = CONTEXT.evolve(documentation, last, ++version);
    JsonWriter state = new JsonWriter(256).beginObject();
    CONTEXT.writeSlice(state, after);
    StoredFields stored = new StoredFields(Json.parseObject(state.endObject().toBytes()));
    documentation = CONTEXT.readSlice(stored);
    stored.end();
    assertThat(documentation).isEqualTo(after);
  }

  private Document document(int number) {
    return documentation.document(number);
  }

  @Test
  void shouldCountRevisionsAndTakeVerdictsOnTheNewestAlone() {
    accept(Actor.SHIPPER, request(DocumentType.COMMERCIAL_INVOICE, true));
    accept(Actor.SHIPPER, submit(1)).accept(Actor.SHIPPER, submit(1));
    assertThat(document(1).revision()).isEqualTo(2);
    refuse(ILLEGAL_TRANSITION, Actor.CARRIER, new VerifyDocument(1, 1, null));
    refuse(
        ILLEGAL_TRANSITION,
        Actor.CARRIER,
        new RejectDocument(1, 1, RejectionReason.ILLEGIBLE, null));
    accept(Actor.CARRIER, new VerifyDocument(1, 2, "fine"));
    assertThat(document(1).isSatisfied()).isTrue();
    accept(Actor.CARRIER, new RejectDocument(1, 2, RejectionReason.MISMATCH, null));
    assertThat(document(1).status()).isEqualTo(DocumentStatus.REJECTED);
    assertThat(document(1).revisions().getLast().verdict().verified()).isFalse();
    refuse(ILLEGAL_TRANSITION, Actor.CARRIER, new VerifyDocument(1, 2, null));
    accept(Actor.SHIPPER, submit(1));
    assertThat(document(1).status()).isEqualTo(DocumentStatus.SUBMITTED);
  }

  @Test
  void shouldKeepFourEyes() {
    accept(Actor.SHIPPER, request(DocumentType.COMMERCIAL_INVOICE, false));
    accept(Actor.SHIPPER, submit(1));
    refuse(FORBIDDEN, Actor.SHIPPER, new VerifyDocument(1, 1, null));
    refuse(DOCUMENT_NOT_FOUND, Actor.CARRIER, new VerifyDocument(1, 1, null));
    accept(Actor.OPERATOR, new VerifyDocument(1, 1, null));
    assertThat(document(1).revisions().getLast().verdict().by()).isEqualTo(Actor.OPERATOR);

    accept(Actor.SHIPPER, request(DocumentType.PROOF_OF_DELIVERY, false));
    refuse(FORBIDDEN, Actor.SHIPPER, submit(2));
    accept(Actor.CARRIER, submit(2));
    refuse(FORBIDDEN, Actor.CARRIER, new VerifyDocument(2, 1, null));
    refuse(FORBIDDEN, Actor.CARRIER, new WaiveDocument(2, "no need"));
    accept(Actor.SHIPPER, new VerifyDocument(2, 1, null));
  }

  @Test
  void shouldJudgeASubmissionInOrder() {
    refuse(DOCUMENT_NOT_FOUND, Actor.SHIPPER, submit(1));
    accept(Actor.SHIPPER, request(DocumentType.PACKING_LIST, false));
    refuse(VALIDATION_FAILED, Actor.SHIPPER, new SubmitDocument(1, null, null, "REF", null, null));
    refuse(CONTENT_MISSING, Actor.SHIPPER, new SubmitDocument(1, SHA, null, null, null, null));
    for (int i = 0; i < Documents.MAX_REVISIONS; i++) {
      accept(Actor.SHIPPER, submit(1));
    }
    refuse(LIMIT_REACHED, Actor.SHIPPER, new SubmitDocument(1, null, null, null, null, null));
    accept(Actor.SHIPPER, new WaiveDocument(1, "enough"));
    refuse(ILLEGAL_TRANSITION, Actor.SHIPPER, submit(1));
  }

  @Test
  void shouldIssueSurrenderAndAmendABillOfLading() {
    accept(Actor.SHIPPER, request(DocumentType.BILL_OF_LADING, false));
    accept(Actor.CARRIER, new SubmitDocument(1, null, null, "HLCUHAM123", "WAVE", null));
    accept(Actor.SHIPPER, new VerifyDocument(1, 1, null));
    assertThat(document(1).isSatisfied()).isFalse();
    refuse(ILLEGAL_TRANSITION, Actor.CARRIER, new IssueDocument(1, 2, "X", null));
    accept(Actor.CARRIER, new IssueDocument(1, 1, "HLCUHAM123", "WAVE"));
    assertThat(document(1).isSatisfied()).isFalse();
    refuse(FORBIDDEN, Actor.SHIPPER, new SurrenderDocument(1, SurrenderPurpose.DELIVERY));
    accept(Actor.CARRIER, new SurrenderDocument(1, SurrenderPurpose.AMENDMENT));
    assertThat(document(1).status()).isEqualTo(DocumentStatus.REQUESTED);
    accept(Actor.CARRIER, submit(1)).accept(Actor.SHIPPER, new VerifyDocument(1, 2, null));
    accept(Actor.CARRIER, new IssueDocument(1, 2, "HLCUHAM124", null));
    accept(Actor.CARRIER, new SurrenderDocument(1, SurrenderPurpose.DELIVERY));
    assertThat(document(1).isSatisfied()).isTrue();
    refuse(ILLEGAL_TRANSITION, Actor.SHIPPER, new VoidDocument(1, "late"));
    refuse(ILLEGAL_TRANSITION, Actor.SHIPPER, new WaiveDocument(1, "late"));
  }

  @Test
  void shouldSurrenderOnlyABillOfLadingForDelivery() {
    accept(Actor.SHIPPER, request(DocumentType.SEA_WAYBILL, false));
    accept(Actor.CARRIER, submit(1)).accept(Actor.SHIPPER, new VerifyDocument(1, 1, null));
    accept(Actor.CARRIER, new IssueDocument(1, 1, "SWB", null));
    refuse(ILLEGAL_TRANSITION, Actor.CARRIER, new SurrenderDocument(1, SurrenderPurpose.DELIVERY));
    accept(Actor.SHIPPER, request(DocumentType.COMMERCIAL_INVOICE, false));
    accept(Actor.SHIPPER, submit(2)).accept(Actor.OPERATOR, new VerifyDocument(2, 1, null));
    refuse(ILLEGAL_TRANSITION, Actor.OPERATOR, new IssueDocument(2, 1, "INV", null));
  }

  @Test
  void shouldHoldTheReleaseForUnsatisfiedDocumentsThatAreNotVoid() {
    accept(Actor.SHIPPER, request(DocumentType.COMMERCIAL_INVOICE, false));
    accept(Actor.SHIPPER, request(DocumentType.PROOF_OF_DELIVERY, false));
    accept(Actor.SHIPPER, request(DocumentType.PACKING_LIST, false));
    assertThat(documentation.missingForRelease())
        .extracting(Document::number)
        .containsExactly(1, 3);
    accept(Actor.SHIPPER, new VoidDocument(3, "none"));
    accept(Actor.SHIPPER, new WaiveDocument(1, "known customer"));
    assertThat(documentation.missingForRelease()).isEmpty();
    refuse(ILLEGAL_TRANSITION, Actor.SHIPPER, new VoidDocument(3, "again"));
  }

  @Test
  void shouldBoundTheDocuments() {
    for (int i = 0; i < Documents.MAX_OPEN; i++) {
      accept(Actor.SHIPPER, request(DocumentType.OTHER, false));
    }
    refuse(LIMIT_REACHED, Actor.SHIPPER, request(DocumentType.OTHER, false));
    accept(Actor.SHIPPER, new VoidDocument(7, "room"));
    accept(Actor.SHIPPER, request(DocumentType.OTHER, false));
    refuse(LIMIT_REACHED, Actor.SHIPPER, request(DocumentType.OTHER, false));
  }

  @Test
  void shouldWriteEventsAsTheContractShowsThem() {
    accept(Actor.SHIPPER, request(DocumentType.COMMERCIAL_INVOICE, true));
    accept(Actor.SHIPPER, new SubmitDocument(1, SHA, "invoice.pdf", null, null, PDF));
    JsonWriter out = new JsonWriter(256).beginObject();
    CONTEXT.typeOf(last).write(out, last);
    assertThat(new String(out.endObject().toBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"document\":1,\"type\":\"COMMERCIAL_INVOICE\",\"from\":\"SHIPPER\","
                + "\"shared\":true,\"gate\":\"RELEASE\",\"revision\":1,\"sha256\":\""
                + SHA
                + "\",\"sizeBytes\":48213,\"mediaType\":\"application/pdf\","
                + "\"fileName\":\"invoice.pdf\",\"documentStatus\":\"SUBMITTED\","
                + "\"by\":\"SHIPPER\"}");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldKeepTheInvariants(long seed) {
    Random random = new Random(seed);
    List<DocumentType> types = List.of(DocumentType.values());
    int accepted = 0;
    for (int step = 0; step < 3_000; step++) {
      int count = documentation == null ? 0 : documentation.documents().size();
      int number = 1 + random.nextInt(Math.max(1, Math.min(6, count + 1)));
      Document before = documentation == null ? null : documentation.document(number);
      int revision = before == null ? 1 : Math.max(1, before.revision() - random.nextInt(2));
      Actor by = List.of(Actor.values()).get(random.nextInt(3));
      DocumentationCommand command =
          switch (random.nextInt(9)) {
            case 0 ->
                count > 6
                    ? submit(number)
                    : request(types.get(random.nextInt(types.size())), random.nextBoolean());
            case 1, 2 -> submit(number);
            case 3, 4 -> new VerifyDocument(number, revision, null);
            case 5 -> new RejectDocument(number, revision, RejectionReason.OTHER, null);
            case 6 -> new IssueDocument(number, revision, "R", null);
            case 7 ->
                new SurrenderDocument(
                    number, List.of(SurrenderPurpose.values()).get(random.nextInt(2)));
            default ->
                random.nextInt(40) == 0
                    ? new VoidDocument(number, "v")
                    : new VerifyDocument(number, revision, null);
          };
      if (!(decide(by, command) instanceof Decision.Accepted decision)) {
        continue;
      }
      record((DocumentationEvent) decision.event());
      accepted++;
      switch (last) {
        case DocumentationEvent.DocumentVerified verified ->
            verdict(before, verified.revision(), verified.by());
        case DocumentationEvent.DocumentRejected rejected ->
            verdict(before, rejected.revision(), rejected.by());
        case DocumentationEvent.DocumentSubmitted submitted -> {
          assertThat(submitted.revision()).isEqualTo(before.revision() + 1);
          assertThat(submitted.content()).isNotNull();
        }
        default -> {}
      }
    }
    assertThat(accepted).as("seed %d", seed).isGreaterThan(60);
  }

  /** A verdict is on the newest revision, and not by the party that submitted it. */
  private static void verdict(Document before, int revision, Actor by) {
    assertThat(revision).isEqualTo(before.revision());
    if (by != Actor.OPERATOR) {
      assertThat(by).isNotEqualTo(before.revisions().getLast().by());
    }
  }
}
