package io.quayside.domain.documentation;

import io.quayside.domain.Command;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked of a shipment's documents. {@code document} counts them from 1. */
public sealed interface DocumentationCommand extends Command {
  /**
   * {@code dueAfterSeconds} is the booking process' alone: how long after the request a planned
   * document is due, or null. The time of the request is not known before the command is decided.
   */
  record RequestDocument(Requirement requirement, @Nullable Integer dueAfterSeconds)
      implements DocumentationCommand {
    public RequestDocument(Requirement requirement) {
      this(requirement, null);
    }

    /** When the document is due if it is requested at that time; null: never. */
    @Nullable Instant dueAt(Instant now) {
      return dueAfterSeconds == null ? requirement.dueAt() : now.plusSeconds(dueAfterSeconds);
    }
  }

  /** A command to one document. */
  sealed interface ToDocument extends DocumentationCommand {
    int document();
  }

  /**
   * {@code sha256} may be null for a transport document with a reference; {@code stored} is what
   * the gateway found under the hash, and null if it found nothing or has not looked.
   */
  record SubmitDocument(
      int document,
      @Nullable String sha256,
      @Nullable String fileName,
      @Nullable String reference,
      @Nullable String platform,
      @Nullable Content stored)
      implements ToDocument {
    /** The command with what is stored under its hash. */
    public SubmitDocument with(@Nullable Content found) {
      return new SubmitDocument(document, sha256, fileName, reference, platform, found);
    }

    @Override
    public Command payload() {
      return with(null);
    }
  }

  record VerifyDocument(int document, int revision, @Nullable String note) implements ToDocument {}

  record RejectDocument(
      int document, int revision, RejectionReason reasonCode, @Nullable String note)
      implements ToDocument {}

  record IssueDocument(int document, int revision, String reference, @Nullable String platform)
      implements ToDocument {}

  record SurrenderDocument(int document, SurrenderPurpose purpose) implements ToDocument {}

  record WaiveDocument(int document, String reason) implements ToDocument {}

  record VoidDocument(int document, String reason) implements ToDocument {}
}
