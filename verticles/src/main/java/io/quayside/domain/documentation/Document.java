package io.quayside.domain.documentation;

import io.quayside.domain.documentation.DocumentationEvent.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document's state.
 *
 * @param dueAt when it is due; null: never
 * @param updatedAt the time of its last event
 * @param revisions its submissions, oldest first
 * @param issued how it was issued last, or null
 * @param reason why it was waived or voided, or null
 */
public record Document(
    Subject subject,
    @Nullable Instant dueAt,
    DocumentStatus status,
    Instant requestedAt,
    Instant updatedAt,
    List<Revision> revisions,
    @Nullable Issue issued,
    @Nullable String reason) {

  /** An issue of a transport document. */
  public record Issue(int revision, String reference, @Nullable String platform, Instant at) {}

  public Document {
    revisions = List.copyOf(revisions);
  }

  public int number() {
    return subject.document();
  }

  /** The number of the newest revision; 0 before the first. */
  public int revision() {
    return revisions.size();
  }

  /** Whether what waits for it need not wait any more. A void document is not satisfied. */
  public boolean isSatisfied() {
    return switch (status) {
      case SURRENDERED, WAIVED -> true;
      case VERIFIED, ISSUED ->
          subject.type() != DocumentType.BILL_OF_LADING
              || subject.gate() != DocumentGate.COMPLETION;
      case REQUESTED, SUBMITTED, REJECTED, VOID -> false;
    };
  }

  /** Whether the assigned carrier may see all of it. */
  public boolean isSeenByCarrier() {
    return subject.from() == Party.CARRIER || subject.shared();
  }

  Document with(DocumentStatus next, Instant at) {
    return new Document(subject, dueAt, next, requestedAt, at, revisions, issued, reason);
  }

  Document ended(DocumentStatus last, String why, Instant at) {
    return new Document(subject, dueAt, last, requestedAt, at, revisions, issued, why);
  }

  Document issued(Issue issue) {
    return new Document(
        subject, dueAt, DocumentStatus.ISSUED, requestedAt, issue.at(), revisions, issue, reason);
  }

  Document submitted(Revision revision) {
    List<Revision> all = new ArrayList<>(revisions);
    all.add(revision);
    return with(all, DocumentStatus.SUBMITTED, revision.at());
  }

  Document judged(Revision.Verdict verdict) {
    List<Revision> all = new ArrayList<>(revisions);
    all.set(all.size() - 1, all.getLast().with(verdict));
    return with(
        all, verdict.verified() ? DocumentStatus.VERIFIED : DocumentStatus.REJECTED, verdict.at());
  }

  private Document with(List<Revision> all, DocumentStatus next, Instant at) {
    return new Document(subject, dueAt, next, requestedAt, at, all, issued, reason);
  }
}
