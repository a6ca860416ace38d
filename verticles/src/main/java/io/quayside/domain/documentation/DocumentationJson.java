package io.quayside.domain.documentation;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Actor;
import io.quayside.domain.documentation.Document.Issue;
import io.quayside.domain.documentation.Revision.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents as JSON: as queries show them, and complete for the snapshot. */
public final class DocumentationJson {
  private static final int MAX = Integer.MAX_VALUE;

  private DocumentationJson() {}

  /** Writes the members that queries show of a document, but its revisions. */
  public static void writeSummary(JsonWriter out, Document document) {
    DocumentationEvents.write(out, document.subject());
    out.optional("dueAt", document.dueAt())
        .field("documentStatus", document.status().name())
        .field("satisfied", document.isSatisfied())
        .field("requestedAt", document.requestedAt())
        .field("updatedAt", document.updatedAt());
    if (document.revision() > 0) {
      out.field("revision", document.revision());
    }
    Issue issued = document.issued();
    if (issued != null) {
      out.beginObject("issued");
      write(out, issued);
      out.endObject();
    }
    out.optional("reason", document.reason());
  }

  /** Writes what a carrier may know of a document that it may not see. */
  public static void writeWithheld(JsonWriter out, Document document) {
    out.field("document", document.number())
        .field("type", document.subject().type().name())
        .optional("name", document.subject().name())
        .field("gate", document.subject().gate().name())
        .field("documentStatus", document.status().name())
        .field("withheld", true);
  }

  /** Writes all submissions, oldest first. */
  public static void writeRevisions(JsonWriter out, Document document) {
    out.beginArray("revisions");
    for (Revision revision : document.revisions()) {
      write(out.beginObject(), revision, false);
      out.endObject();
    }
    out.endArray();
  }

  private static void write(JsonWriter out, Issue issue) {
    out.field("revision", issue.revision())
        .field("reference", issue.reference())
        .optional("platform", issue.platform())
        .field("at", issue.at());
  }

  private static void write(JsonWriter out, Revision revision, boolean complete) {
    out.field("revision", revision.revision());
    if (complete) {
      out.field("version", revision.version());
    }
    DocumentationEvents.write(out, revision.content());
    out.optional("fileName", revision.fileName())
        .optional("reference", revision.reference())
        .optional("platform", revision.platform())
        .field("by", revision.by().name())
        .field("at", revision.at());
    Verdict verdict = revision.verdict();
    if (verdict != null) {
      out.field("verdict", verdict.verified() ? "VERIFIED" : "REJECTED")
          .optional("reasonCode", verdict.reasonCode())
          .optional("note", verdict.note())
          .field("verdictBy", verdict.by().name())
          .field("verdictAt", verdict.at());
    }
  }

  static void write(JsonWriter out, Documentation documentation) {
    out.beginArray("documents");
    for (Document document : documentation.documents()) {
      out.beginObject();
      DocumentationEvents.write(out, document.subject());
      out.optional("dueAt", document.dueAt())
          .field("status", document.status().name())
          .field("requestedAt", document.requestedAt())
          .field("updatedAt", document.updatedAt());
      Issue issued = document.issued();
      if (issued != null) {
        out.beginObject("issued");
        write(out, issued);
        out.endObject();
      }
      out.optional("reason", document.reason()).beginArray("revisions");
      for (Revision revision : document.revisions()) {
        write(out.beginObject(), revision, true);
        out.endObject();
      }
      out.endArray().endObject();
    }
    out.endArray();
  }

  /** Reads what {@code write} wrote of the whole state. */
  static Documentation read(StoredFields fields) {
    List<Document> documents = new ArrayList<>();
    for (StoredFields one : fields.objects("documents")) {
      documents.add(document(one));
      one.end();
    }
    return new Documentation(documents);
  }

  private static Document document(StoredFields fields) {
    StoredFields issued = fields.optionalObject("issued");
    Issue issue = null;
    if (issued != null) {
      issue =
          new Issue(
              issued.integer("revision", MAX),
              issued.text("reference"),
              issued.optionalText("platform"),
              issued.time("at"));
      issued.end();
    }
    List<Revision> revisions = new ArrayList<>();
    for (StoredFields one : fields.objects("revisions")) {
      revisions.add(revision(one));
      one.end();
    }
    return new Document(
        DocumentationEvents.subject(fields),
        fields.optionalTime("dueAt"),
        fields.choice("status", DocumentStatus.class),
        fields.time("requestedAt"),
        fields.time("updatedAt"),
        revisions,
        issue,
        fields.optionalText("reason"));
  }

  private static Revision revision(StoredFields fields) {
    return new Revision(
        fields.integer("revision", MAX),
        fields.integer("version", MAX),
        DocumentationEvents.content(fields),
        fields.optionalText("fileName"),
        fields.optionalText("reference"),
        fields.optionalText("platform"),
        fields.choice("by", Actor.class),
        fields.time("at"),
        verdict(fields));
  }

  private static @Nullable Verdict verdict(StoredFields fields) {
    String word = fields.optionalText("verdict");
    return word == null
        ? null
        : new Verdict(
            word.equals("VERIFIED"),
            fields.optionalChoice("reasonCode", RejectionReason.class),
            fields.optionalText("note"),
            fields.choice("verdictBy", Actor.class),
            fields.time("verdictAt"));
  }
}
