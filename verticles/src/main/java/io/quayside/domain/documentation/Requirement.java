package io.quayside.domain.documentation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a requested document is.
 *
 * @param name 1 to 64 characters for {@code OTHER}, null for every other type
 * @param shared whether the assigned carrier may see it
 * @param dueAt when it is due; null: never
 */
public record Requirement(
    DocumentType type,
    @Nullable String name,
    Party from,
    boolean shared,
    DocumentGate gate,
    @Nullable Instant dueAt) {
  /** The requirement with its time. */
  public Requirement dueAt(Instant time) {
    return new Requirement(type, name, from, shared, gate, time);
  }
}
