package io.quayside.domain.documentation;

import io.quayside.domain.documentation.DocumentationEvent.DocumentIssued;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRejected;
import io.quayside.domain.documentation.DocumentationEvent.DocumentRequested;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSubmitted;
import io.quayside.domain.documentation.DocumentationEvent.DocumentSurrendered;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVerified;
import io.quayside.domain.documentation.DocumentationEvent.DocumentVoided;
import io.quayside.domain.documentation.DocumentationEvent.DocumentWaived;
import io.quayside.domain.documentation.Revision.Verdict;
import java.util.List;

/** The documents after an event. */
final class DocumentEvolution {
  private DocumentEvolution() {}

  /**
   * The documents after an event with that version.
   *
   * @throws IllegalStateException if the event cannot have come from this state
   */
  static Documentation evolve(Documentation documentation, DocumentationEvent event, int version) {
    if (event instanceof DocumentRequested requested) {
      if (requested.number() != documentation.documents().size() + 1) {
        throw impossible(event);
      }
      return documentation.with(
          new Document(
              requested.subject(),
              requested.dueAt(),
              DocumentStatus.REQUESTED,
              requested.recordedAt(),
              requested.recordedAt(),
              List.of(),
              null,
              null));
    }
    Document document = documentation.document(event.number());
    if (document == null || !document.subject().equals(event.subject())) {
      throw impossible(event);
    }
    return documentation.with(evolve(document, event, version));
  }

  private static Document evolve(Document document, DocumentationEvent event, int version) {
    return switch (event) {
      case DocumentRequested requested -> throw impossible(event);
      case DocumentSubmitted submitted -> {
        require(submitted.revision() == document.revision() + 1, event);
        yield document.submitted(
            new Revision(
                submitted.revision(),
                version,
                submitted.content(),
                submitted.fileName(),
                submitted.reference(),
                submitted.platform(),
                submitted.by(),
                submitted.recordedAt(),
                null));
      }
      case DocumentVerified verified -> {
        require(verified.revision() == document.revision(), event);
        yield document.judged(
            new Verdict(true, null, verified.note(), verified.by(), verified.recordedAt()));
      }
      case DocumentRejected rejected -> {
        require(rejected.revision() == document.revision(), event);
        yield document.judged(
            new Verdict(
                false,
                rejected.reasonCode(),
                rejected.note(),
                rejected.by(),
                rejected.recordedAt()));
      }
      case DocumentIssued issued -> {
        require(
            document.status() == DocumentStatus.VERIFIED
                && issued.revision() == document.revision(),
            event);
        yield document.issued(
            new Document.Issue(
                issued.revision(), issued.reference(), issued.platform(), issued.recordedAt()));
      }
      case DocumentSurrendered surrendered -> {
        require(document.status() == DocumentStatus.ISSUED, event);
        yield document.with(surrendered.documentStatus(), surrendered.recordedAt());
      }
      case DocumentWaived waived ->
          document.ended(DocumentStatus.WAIVED, waived.reason(), waived.recordedAt());
      case DocumentVoided voided -> {
        require(document.status() != DocumentStatus.VOID, event);
        yield document.ended(DocumentStatus.VOID, voided.reason(), voided.recordedAt());
      }
    };
  }

  private static void require(boolean possible, DocumentationEvent event) {
    if (!possible) {
      throw impossible(event);
    }
  }

  private static IllegalStateException impossible(DocumentationEvent event) {
    return new IllegalStateException("the documents cannot have become " + event);
  }
}
