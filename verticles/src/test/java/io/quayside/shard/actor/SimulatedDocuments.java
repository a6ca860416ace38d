package io.quayside.shard.actor;

import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationCommand;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.documentation.SurrenderPurpose;
import java.util.List;
import java.util.Random;

/** Commands to documents by chance: mostly what a document waits for, at times anything. */
final class SimulatedDocuments {
  /** All that is stored: what the edge finds under one of these hashes. */
  static final List<Content> STORED =
      List.of(
          new Content("a".repeat(64), 1_000, "application/pdf"),
          new Content("b".repeat(64), 2_000, "image/png"));

  private static final List<DocumentType> TYPES =
      List.of(
          DocumentType.COMMERCIAL_INVOICE,
          DocumentType.PACKING_LIST,
          DocumentType.BILL_OF_LADING,
          DocumentType.ROAD_CONSIGNMENT_NOTE,
          DocumentType.PROOF_OF_DELIVERY);

  private static final int ANYTHING = 5;
  private static final int MANY = 4;

  private final Random random;

  SimulatedDocuments(Random random) {
    this.random = random;
  }

  /** A command to a shipment whose documents are known; null before the first. */
  DocumentationCommand command(Documentation known) {
    List<Document> all = known == null ? List.of() : known.documents();
    if (all.isEmpty() || random.nextInt(all.size() < MANY ? 6 : 30) == 0) {
      return request();
    }
    Document one = all.get(random.nextInt(all.size()));
    int newest = one.revision();
    if (random.nextInt(ANYTHING) == 0) {
      int number = random.nextInt(10) == 0 ? all.size() + 1 : one.number();
      return any(number, Math.max(1, newest + random.nextInt(3) - 1));
    }
    return switch (one.status()) {
      case REQUESTED, REJECTED -> submit(one.number());
      case SUBMITTED -> verdict(one.number(), newest);
      case VERIFIED ->
          one.subject().type().isTransportDocument()
              ? new IssueDocument(one.number(), newest, "R-1", null)
              : any(one.number(), newest);
      case ISSUED -> surrender(one.number());
      case WAIVED, SURRENDERED, VOID -> any(one.number(), Math.max(1, newest));
    };
  }

  private DocumentationCommand any(int number, int revision) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> submit(number);
      case 2, 3 -> verdict(number, revision);
      case 4 -> new IssueDocument(number, revision, "R-1", null);
      case 5 -> surrender(number);
      case 6 -> new WaiveDocument(number, "not needed");
      default -> new VoidDocument(number, "requested twice");
    };
  }

  private DocumentationCommand request() {
    DocumentType type = TYPES.get(random.nextInt(TYPES.size()));
    boolean differs = random.nextInt(4) == 0 && type != DocumentType.BILL_OF_LADING;
    return new RequestDocument(
        new Requirement(
            type,
            null,
            random.nextInt(6) == 0 ? Party.CARRIER : type.from(),
            random.nextBoolean(),
            differs ? DocumentGate.RELEASE : type.gate(),
            null));
  }

  /** With content that is stored or not, with a reference, or with neither. */
  private DocumentationCommand submit(int number) {
    int choice = random.nextInt(8);
    String reference = random.nextInt(3) == 0 || choice == 0 ? "R-1" : null;
    if (choice == 0) {
      return new SubmitDocument(number, null, null, reference, null, null);
    }
    Content content = STORED.get(random.nextInt(STORED.size()));
    return choice == 1
        ? new SubmitDocument(number, "0".repeat(64), null, reference, null, null)
        : new SubmitDocument(number, content.sha256(), "a.pdf", reference, null, content);
  }

  private DocumentationCommand verdict(int number, int revision) {
    return random.nextInt(3) > 0
        ? new VerifyDocument(number, revision, null)
        : new RejectDocument(number, revision, RejectionReason.MISMATCH, null);
  }

  private DocumentationCommand surrender(int number) {
    return new SurrenderDocument(
        number, random.nextBoolean() ? SurrenderPurpose.DELIVERY : SurrenderPurpose.AMENDMENT);
  }
}
