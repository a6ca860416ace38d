package io.quayside.domain.documentation;

import static io.quayside.domain.documentation.DocumentStatus.ISSUED;
import static io.quayside.domain.documentation.DocumentStatus.REJECTED;
import static io.quayside.domain.documentation.DocumentStatus.REQUESTED;
import static io.quayside.domain.documentation.DocumentStatus.SUBMITTED;
import static io.quayside.domain.documentation.DocumentStatus.SURRENDERED;
import static io.quayside.domain.documentation.DocumentStatus.VERIFIED;
import static io.quayside.domain.documentation.DocumentStatus.VOID;
import static io.quayside.domain.documentation.DocumentStatus.WAIVED;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.ToDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Decides the commands of the documentation context. */
final class Documents {
  /** Also of a document that the caller may not see in full. */
  static final Problem NO_DOCUMENT =
      new Problem(ProblemCode.DOCUMENT_NOT_FOUND, "The shipment has no such document");

  static final int MAX_OPEN = 200;
  static final int MAX_DOCUMENTS = 999;
  static final int MAX_REVISIONS = 50;

  private static final Set<DocumentStatus> SUBMITTABLE =
      EnumSet.of(REQUESTED, SUBMITTED, VERIFIED, REJECTED);

  private Documents() {}

  static Decision decide(
      Documentation documentation, DocumentationCommand command, Actor by, Instant now) {
    return switch (command) {
      case RequestDocument request -> request(documentation, request, by, now);
      case ToDocument other -> {
        Document document = documentation.document(other.document());
        if (document == null || (by == Actor.CARRIER && !document.isSeenByCarrier())) {
          yield new Rejected(NO_DOCUMENT);
        }
        yield mayDo(document, other, by)
            ? decide(document, other, by, now)
            : new Rejected(ProblemCode.FORBIDDEN, "Another party decides this of the document");
      }
    };
  }

  private static Decision request(
      Documentation documentation, RequestDocument command, Actor by, Instant now) {
    List<Document> all = documentation.documents();
    if (all.size() >= MAX_DOCUMENTS) {
      return limit(MAX_DOCUMENTS + " documents were requested");
    }
    if (all.stream().filter(one -> one.status() != VOID).count() >= MAX_OPEN) {
      return limit(MAX_OPEN + " documents are not void");
    }
    Requirement requirement = command.requirement();
    Subject subject =
        new Subject(
            all.size() + 1,
            requirement.type(),
            requirement.name(),
            requirement.from(),
            requirement.shared(),
            requirement.gate());
    return new Accepted(new DocumentRequested(subject, command.dueAt(now), by, now));
  }

  /** Whether a command to a document is its sender's to give; an operator gives all. */
  private static boolean mayDo(Document document, ToDocument command, Actor by) {
    Actor from = document.subject().from() == Party.SHIPPER ? Actor.SHIPPER : Actor.CARRIER;
    Actor other = from == Actor.SHIPPER ? Actor.CARRIER : Actor.SHIPPER;
    return by == Actor.OPERATOR
        || switch (command) {
          case SubmitDocument submit -> by == from;
          case VerifyDocument verify -> by == other;
          case RejectDocument reject -> by == other;
          case IssueDocument issue -> by == Actor.CARRIER;
          case SurrenderDocument surrender -> by == Actor.CARRIER;
          case WaiveDocument waive -> by == Actor.SHIPPER;
          case VoidDocument voided -> by == Actor.SHIPPER || by == from || by == Actor.SAGA;
        };
  }

  private static Decision decide(Document document, ToDocument command, Actor by, Instant now) {
    Subject subject = document.subject();
    DocumentStatus status = document.status();
    return switch (command) {
      case SubmitDocument submit -> submit(document, submit, by, now);
      case VerifyDocument verify ->
          status == SUBMITTED && verify.revision() == document.revision()
              ? new Accepted(
                  new DocumentVerified(subject, verify.revision(), verify.note(), by, now))
              : illegal(document, command);
      case RejectDocument reject ->
          (status == SUBMITTED || status == VERIFIED) && reject.revision() == document.revision()
              ? new Accepted(
                  new DocumentRejected(
                      subject, reject.revision(), reject.reasonCode(), reject.note(), by, now))
              : illegal(document, command);
      case IssueDocument issue ->
          status == VERIFIED
                  && subject.type().isTransportDocument()
                  && issue.revision() == document.revision()
              ? new Accepted(
                  new DocumentIssued(
                      subject, issue.revision(), issue.reference(), issue.platform(), by, now))
              : illegal(document, command);
      case SurrenderDocument surrender -> {
        boolean negotiable = subject.type() == DocumentType.BILL_OF_LADING;
        yield status == ISSUED && (surrender.purpose() == SurrenderPurpose.AMENDMENT || negotiable)
            ? new Accepted(new DocumentSurrendered(subject, surrender.purpose(), by, now))
            : illegal(document, command);
      }
      case WaiveDocument waive ->
          status == SURRENDERED || status == WAIVED || status == VOID
              ? illegal(document, command)
              : new Accepted(new DocumentWaived(subject, waive.reason(), by, now));
      case VoidDocument voided ->
          status == SURRENDERED || status == VOID
              ? illegal(document, command)
              : new Accepted(new DocumentVoided(subject, voided.reason(), by, now));
    };
  }

  private static Decision submit(Document document, SubmitDocument command, Actor by, Instant now) {
    if (!SUBMITTABLE.contains(document.status())) {
      return illegal(document, command);
    }
    if (document.revision() >= MAX_REVISIONS) {
      return limit("A document has at most " + MAX_REVISIONS + " revisions");
    }
    boolean elsewhere =
        document.subject().type().isTransportDocument() && command.reference() != null;
    if (command.sha256() == null && !elsewhere) {
      String detail = "is missing: only a transport document with a reference needs none";
      return new Rejected(
          new Problem(
              ProblemCode.VALIDATION_FAILED,
              "/sha256 " + detail + '.',
              List.of(Offence.at("/sha256", detail))));
    }
    if (command.sha256() != null && command.stored() == null) {
      return new Rejected(ProblemCode.CONTENT_MISSING, "Nothing is stored under this sha256");
    }
    return new Accepted(
        new DocumentSubmitted(
            document.subject(),
            document.revision() + 1,
            command.stored(),
            command.fileName(),
            command.reference(),
            command.platform(),
            by,
            now));
  }

  private static Rejected illegal(Document document, ToDocument command) {
    return Rejected.byState(
        "Document %d (%s) is %s, its newest revision %d"
            .formatted(
                document.number(),
                document.subject().type(),
                document.status(),
                document.revision()),
        command);
  }

  private static Rejected limit(String detail) {
    return new Rejected(ProblemCode.LIMIT_REACHED, detail);
  }
}
