package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Actor;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationEvent;
import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.DocumentationEvent.Subject;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.SurrenderPurpose;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The documents of one shipment, told once more from their events alone. Fails at an event that the
 * rules of documentation do not allow.
 */
final class ReferenceDocuments {
  private static final Set<DocumentStatus> SUFFICIENT =
      EnumSet.of(
          DocumentStatus.VERIFIED,
          DocumentStatus.ISSUED,
          DocumentStatus.SURRENDERED,
          DocumentStatus.WAIVED,
          DocumentStatus.VOID);

  /** A document as its events tell it. */
  static final class Paper {
    private final Subject subject;
    final Instant dueAt;
    private DocumentStatus status = DocumentStatus.REQUESTED;
    private int revision;
    private Actor submittedBy;

    /** The version of the newest submission. */
    int revisedVersion;

    Paper(Subject subject, Instant dueAt) {
      this.subject = subject;
      this.dueAt = dueAt;
    }

    int number() {
      return subject.document();
    }

    DocumentGate gate() {
      return subject.gate();
    }

    boolean isOfCarrier() {
      return subject.from() == Party.CARRIER;
    }

    /** Whether the shipment still waits for it. */
    boolean isWanting() {
      boolean negotiable =
          subject.type() == DocumentType.BILL_OF_LADING && gate() == DocumentGate.COMPLETION;
      return !SUFFICIENT.contains(status)
          || (negotiable && (status == DocumentStatus.VERIFIED || status == DocumentStatus.ISSUED));
    }

    boolean isEnded() {
      return status == DocumentStatus.VOID || status == DocumentStatus.SURRENDERED;
    }

    boolean isSubmitted() {
      return switch (status) {
        case SUBMITTED, VERIFIED, REJECTED, ISSUED -> true;
        case REQUESTED, SURRENDERED, WAIVED, VOID -> false;
      };
    }

    boolean isMisdeliveryRisk() {
      return subject.type() == DocumentType.BILL_OF_LADING && status == DocumentStatus.ISSUED;
    }

    @Override
    public String toString() {
      return "document/" + number();
    }
  }

  private final NavigableMap<Integer, Paper> papers = new TreeMap<>();

  /** Whether the shipment may be released for the sake of its documents. */
  boolean allowRelease() {
    return papers.values().stream()
        .filter(paper -> paper.subject.gate() == DocumentGate.RELEASE)
        .allMatch(paper -> SUFFICIENT.contains(paper.status));
  }

  List<Paper> ascending(Predicate<Paper> which) {
    return papers.values().stream().filter(which).toList();
  }

  List<Paper> descending(Predicate<Paper> which) {
    return ascending(which).reversed();
  }

  /** Whether a document of a type is there, whoever requested it. */
  boolean has(DocumentType type) {
    return papers.values().stream()
        .anyMatch(paper -> paper.subject.type() == type && paper.status != DocumentStatus.VOID);
  }

  void follow(DocumentationEvent event, int version) {
    if (event instanceof DocumentRequested requested) {
      assertThat(requested.number()).as("one after another").isEqualTo(papers.size() + 1);
      papers.put(requested.number(), new Paper(requested.subject(), requested.dueAt()));
      return;
    }
    Paper paper = papers.get(event.number());
    assertThat(paper).as("a document: %s", event).isNotNull();
    assertThat(event.subject()).as("what it is never changes").isEqualTo(paper.subject);
    assertThat(paper.status)
        .as("%s", event)
        .isNotIn(DocumentStatus.VOID, DocumentStatus.SURRENDERED);
    follow(paper, event);
    if (event instanceof DocumentSubmitted) {
      paper.revisedVersion = version;
    }
    paper.status = event.documentStatus();
  }

  private static void follow(Paper paper, DocumentationEvent event) {
    switch (event) {
      case DocumentRequested requested -> throw new AssertionError("handled above");
      case DocumentSubmitted submitted -> submit(paper, submitted);
      case DocumentVerified verified -> {
        assertThat(paper.status).as("%s", verified).isEqualTo(DocumentStatus.SUBMITTED);
        judge(paper, verified.revision(), verified.by());
      }
      case DocumentRejected rejected -> {
        assertThat(paper.status)
            .as("%s", rejected)
            .isIn(DocumentStatus.SUBMITTED, DocumentStatus.VERIFIED);
        judge(paper, rejected.revision(), rejected.by());
      }
      case DocumentIssued issued -> {
        assertThat(paper.status).as("%s", issued).isEqualTo(DocumentStatus.VERIFIED);
        assertThat(issued.revision()).as("the newest").isEqualTo(paper.revision);
        assertThat(paper.subject.type())
            .isIn(DocumentType.BILL_OF_LADING, DocumentType.ROAD_CONSIGNMENT_NOTE);
      }
      case DocumentSurrendered surrendered -> {
        assertThat(paper.status).as("%s", surrendered).isEqualTo(DocumentStatus.ISSUED);
        if (surrendered.purpose() == SurrenderPurpose.DELIVERY) {
          assertThat(paper.subject.type()).isEqualTo(DocumentType.BILL_OF_LADING);
        }
      }
      case DocumentWaived waived ->
          assertThat(paper.status).as("%s", waived).isNotEqualTo(DocumentStatus.WAIVED);
      case DocumentVoided voided -> {
        // Whatever is not void yet and was not surrendered, may be.
      }
    }
  }

  private static void submit(Paper paper, DocumentSubmitted submitted) {
    assertThat(submitted.revision()).as("no holes: %s", submitted).isEqualTo(++paper.revision);
    assertThat(paper.status)
        .as("%s", submitted)
        .isNotIn(DocumentStatus.ISSUED, DocumentStatus.WAIVED);
    if (submitted.content() == null) {
      assertThat(submitted.reference()).as("it lies elsewhere: %s", submitted).isNotNull();
    } else {
      assertThat(SimulatedDocuments.STORED).as("is stored").contains(submitted.content());
    }
    paper.submittedBy = submitted.by();
  }

  private static void judge(Paper paper, int revision, Actor by) {
    assertThat(revision).as("a verdict on the newest revision").isEqualTo(paper.revision);
    if (by != Actor.OPERATOR) {
      assertThat(by).as("no verdict by the party that submitted").isNotEqualTo(paper.submittedBy);
    }
  }
}
