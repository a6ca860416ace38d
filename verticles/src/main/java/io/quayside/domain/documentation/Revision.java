package io.quayside.domain.documentation;

import io.quayside.domain.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One submission of a document.
 *
 * @param revision counts from 1
 * @param version the version of its event
 * @param content null where the content lies elsewhere, under {@code reference}
 * @param verdict the last verdict on it, or null
 */
public record Revision(
    int revision,
    int version,
    @Nullable Content content,
    @Nullable String fileName,
    @Nullable String reference,
    @Nullable String platform,
    Actor by,
    Instant at,
    @Nullable Verdict verdict) {

  /** A verdict; {@code reasonCode} is null for a verified document. */
  public record Verdict(
      boolean verified,
      @Nullable RejectionReason reasonCode,
      @Nullable String note,
      Actor by,
      Instant at) {}

  Revision with(Verdict judged) {
    return new Revision(revision, version, content, fileName, reference, platform, by, at, judged);
  }
}
