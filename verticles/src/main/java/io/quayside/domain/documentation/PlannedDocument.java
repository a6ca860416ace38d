package io.quayside.domain.documentation;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document that a booking requests by itself.
 *
 * @param requirement what it is, without {@code dueAt}
 * @param dueAfterSeconds how long after its request it is due, 1 to 31,536,000; null: never
 */
public record PlannedDocument(Requirement requirement, @Nullable Integer dueAfterSeconds) {
  private static final String DUE_AFTER = "dueAfterSeconds";
  private static final int MAX_DUE_AFTER = 31_536_000;

  /** A document of the default set. */
  public static PlannedDocument of(DocumentType type) {
    return new PlannedDocument(
        new Requirement(type, null, type.from(), false, type.gate(), null), null);
  }

  /** The command that requests it. */
  public RequestDocument request() {
    return new RequestDocument(requirement, dueAfterSeconds);
  }

  /** Whether both are of one type and, for OTHER, of one name: without a valid one they differ. */
  public boolean isSameAs(PlannedDocument other) {
    String name = requirement.name();
    return requirement.type() == other.requirement.type()
        && (requirement.type() != DocumentType.OTHER
            || (name != null && name.equals(other.requirement.name())));
  }

  /** Whether a document that is not void is the planned one, whoever requested it. */
  public boolean isThereAs(Document document) {
    return document.status() != DocumentStatus.VOID
        && document.subject().type() == requirement.type()
        && Objects.equals(document.subject().name(), requirement.name());
  }

  /** Reads a request, all of whose members are taken; null where its type is not known. */
  public static @Nullable PlannedDocument read(RequestFields fields) {
    Requirement requirement = DocumentationCommands.requirement(fields);
    Integer dueAfter = fields.optionalInteger(DUE_AFTER, 1, MAX_DUE_AFTER);
    fields.end();
    return requirement == null ? null : new PlannedDocument(requirement, dueAfter);
  }

  /** Writes the members of an object that the caller has begun. */
  public void write(JsonWriter out) {
    DocumentationCommands.write(out, requirement);
    out.optional(DUE_AFTER, dueAfterSeconds);
  }

  /** Reads what {@link #write} wrote. */
  public static PlannedDocument read(StoredFields fields) {
    PlannedDocument planned =
        new PlannedDocument(
            DocumentationCommands.requirement(fields),
            fields.optionalInteger(DUE_AFTER, MAX_DUE_AFTER));
    fields.end();
    return planned;
  }
}
