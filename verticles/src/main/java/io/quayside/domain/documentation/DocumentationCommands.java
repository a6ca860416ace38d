package io.quayside.domain.documentation;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.CommandType;
import io.quayside.domain.CommandType.Operation;
import io.quayside.domain.Right;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The documentation commands: their names, operations, rules of fields and JSON. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
final class DocumentationCommands {
  private static final String DOCUMENTS = "/v1/shipments/:id/documents";
  private static final String DOCUMENT = DOCUMENTS + "/:document";
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final Duration MAX_AHEAD = Duration.ofDays(366);
  private static final int MAX_NUMBER = Integer.MAX_VALUE;
  private static final int MAX_NAME = 64;
  private static final int MAX_FILE_NAME = 128;
  private static final int MAX_REFERENCE = 64;
  private static final int MAX_PLATFORM = 64;
  private static final int MAX_REASON = 200;
  private static final int MAX_NOTE = 500;

  /** The protocol number that knew these commands first. */
  private static final int PROTOCOL = 6;

  static final List<CommandType<? extends DocumentationCommand>> ALL =
      List.of(
          new CommandType<>(
              "RequestDocument",
              RequestDocument.class,
              new Operation("POST", DOCUMENTS, DOCUMENT),
              Right.ofShipper(),
              PROTOCOL,
              DocumentationCommands::request,
              (out, request) -> write(out, request.requirement()),
              fields -> new RequestDocument(requirement(fields))),
          new CommandType<>(
              "SubmitDocument",
              SubmitDocument.class,
              Operation.post(DOCUMENT + "/submissions"),
              Right.ofShipperOrCarrier(),
              PROTOCOL,
              (fields, now) -> submit(fields),
              DocumentationCommands::write,
              DocumentationCommands::submit),
          new CommandType<>(
              "VerifyDocument",
              VerifyDocument.class,
              Operation.post(DOCUMENT + "/verification"),
              Right.ofShipperOrCarrier(),
              PROTOCOL,
              (fields, now) -> {
                VerifyDocument verify =
                    new VerifyDocument(document(fields), revision(fields), note(fields));
                fields.verify();
                return verify;
              },
              (out, verify) ->
                  out.field("document", verify.document())
                      .field("revision", verify.revision())
                      .optional("note", verify.note()),
              fields ->
                  new VerifyDocument(
                      document(fields), revision(fields), fields.optionalText("note"))),
          new CommandType<>(
              "RejectDocument",
              RejectDocument.class,
              Operation.post(DOCUMENT + "/rejection"),
              Right.ofShipperOrCarrier(),
              PROTOCOL,
              (fields, now) -> {
                RejectDocument reject =
                    new RejectDocument(
                        document(fields),
                        revision(fields),
                        fields.choice("reasonCode", RejectionReason.class),
                        note(fields));
                fields.verify();
                return reject;
              },
              (out, reject) ->
                  out.field("document", reject.document())
                      .field("revision", reject.revision())
                      .field("reasonCode", reject.reasonCode().name())
                      .optional("note", reject.note()),
              fields ->
                  new RejectDocument(
                      document(fields),
                      revision(fields),
                      fields.choice("reasonCode", RejectionReason.class),
                      fields.optionalText("note"))),
          new CommandType<>(
              "IssueDocument",
              IssueDocument.class,
              Operation.post(DOCUMENT + "/issuance"),
              Right.ofCarrier(),
              PROTOCOL,
              (fields, now) -> {
                IssueDocument issue =
                    new IssueDocument(
                        document(fields),
                        revision(fields),
                        fields.text("reference", MAX_REFERENCE),
                        fields.optionalText("platform", MAX_PLATFORM));
                fields.verify();
                return issue;
              },
              (out, issue) ->
                  out.field("document", issue.document())
                      .field("revision", issue.revision())
                      .field("reference", issue.reference())
                      .optional("platform", issue.platform()),
              fields ->
                  new IssueDocument(
                      document(fields),
                      revision(fields),
                      fields.text("reference"),
                      fields.optionalText("platform"))),
          new CommandType<>(
              "SurrenderDocument",
              SurrenderDocument.class,
              Operation.post(DOCUMENT + "/surrender"),
              Right.ofCarrier(),
              PROTOCOL,
              (fields, now) -> {
                SurrenderDocument surrender =
                    new SurrenderDocument(
                        document(fields), fields.choice("for", SurrenderPurpose.class));
                fields.verify();
                return surrender;
              },
              (out, surrender) ->
                  out.field("document", surrender.document())
                      .field("for", surrender.purpose().name()),
              fields ->
                  new SurrenderDocument(
                      document(fields), fields.choice("for", SurrenderPurpose.class))),
          new CommandType<>(
              "WaiveDocument",
              WaiveDocument.class,
              Operation.post(DOCUMENT + "/waiver"),
              Right.ofShipper(),
              PROTOCOL,
              (fields, now) -> {
                WaiveDocument waive = new WaiveDocument(document(fields), reason(fields));
                fields.verify();
                return waive;
              },
              (out, waive) ->
                  out.field("document", waive.document()).field("reason", waive.reason()),
              fields -> new WaiveDocument(document(fields), fields.text("reason"))),
          new CommandType<>(
              "VoidDocument",
              VoidDocument.class,
              Operation.post(DOCUMENT + "/voiding"),
              Right.ofShipperOrCarrier(),
              PROTOCOL,
              (fields, now) -> {
                VoidDocument voided = new VoidDocument(document(fields), reason(fields));
                fields.verify();
                return voided;
              },
              (out, voided) ->
                  out.field("document", voided.document()).field("reason", voided.reason()),
              fields -> new VoidDocument(document(fields), fields.text("reason"))));

  private DocumentationCommands() {}

  /** Whether a text is a SHA-256 as 64 lower-case hexadecimal digits. */
  static boolean isSha256(String text) {
    return SHA_256.matcher(text).matches();
  }

  private static RequestDocument request(RequestFields fields, Instant now) {
    Requirement required = requirement(fields);
    Instant dueAt = fields.optionalTime("dueAt");
    if (dueAt != null && (!dueAt.isAfter(now) || dueAt.isAfter(now.plus(MAX_AHEAD)))) {
      fields.note("dueAt", "must be ahead, by 366 days at most");
    }
    fields.verify();
    return new RequestDocument(dueAt == null ? required : required.dueAt(dueAt));
  }

  /** What a request asks for, but its time; null where the type offends. */
  static @Nullable Requirement requirement(RequestFields fields) {
    DocumentType type = fields.choice("type", DocumentType.class);
    String name = type == DocumentType.OTHER ? fields.text("name", MAX_NAME) : null;
    DocumentGate gate = fields.optionalChoice("gate", DocumentGate.class);
    if (type == DocumentType.BILL_OF_LADING && gate == DocumentGate.RELEASE) {
      fields.note("gate", "must not be RELEASE: a bill of lading exists only after loading");
    }
    Party from = fields.optionalChoice("from", Party.class);
    Boolean shared = fields.optionalBoolean("shared");
    return type == null
        ? null
        : new Requirement(
            type,
            name,
            from == null ? type.from() : from,
            shared != null && shared,
            gate == null ? type.gate() : gate,
            null);
  }

  private static SubmitDocument submit(RequestFields fields) {
    int document = document(fields);
    String sha256 =
        fields.optionalCode(
            "sha256", DocumentationCommands::isSha256, "64 lower-case hexadecimal digits");
    String fileName = fields.optionalText("fileName", MAX_FILE_NAME);
    String reference = fields.optionalText("reference", MAX_REFERENCE);
    String platform = fields.optionalText("platform", MAX_PLATFORM);
    fields.verify();
    return new SubmitDocument(document, sha256, fileName, reference, platform, null);
  }

  private static int document(RequestFields fields) {
    Long document = fields.integer("document", 1, MAX_NUMBER);
    return document == null ? 0 : document.intValue();
  }

  private static int revision(RequestFields fields) {
    Long revision = fields.integer("revision", 1, Documents.MAX_REVISIONS);
    return revision == null ? 0 : revision.intValue();
  }

  private static @Nullable String note(RequestFields fields) {
    return fields.optionalText("note", MAX_NOTE);
  }

  private static String reason(RequestFields fields) {
    return fields.text("reason", MAX_REASON);
  }

  private static int document(StoredFields fields) {
    return fields.integer("document", MAX_NUMBER);
  }

  private static int revision(StoredFields fields) {
    return fields.integer("revision", Documents.MAX_REVISIONS);
  }

  static void write(JsonWriter out, Requirement requirement) {
    out.field("type", requirement.type().name())
        .optional("name", requirement.name())
        .field("from", requirement.from().name())
        .field("shared", requirement.shared())
        .field("gate", requirement.gate().name())
        .optional("dueAt", requirement.dueAt());
  }

  static Requirement requirement(StoredFields fields) {
    return new Requirement(
        fields.choice("type", DocumentType.class),
        fields.optionalText("name"),
        fields.choice("from", Party.class),
        fields.bool("shared"),
        fields.choice("gate", DocumentGate.class),
        fields.optionalTime("dueAt"));
  }

  private static void write(JsonWriter out, SubmitDocument submit) {
    out.field("document", submit.document())
        .optional("sha256", submit.sha256())
        .optional("fileName", submit.fileName())
        .optional("reference", submit.reference())
        .optional("platform", submit.platform());
    Content stored = submit.stored();
    if (stored != null) {
      out.field("sizeBytes", stored.sizeBytes()).field("mediaType", stored.mediaType());
    }
  }

  private static SubmitDocument submit(StoredFields fields) {
    String sha256 = fields.optionalText("sha256");
    return new SubmitDocument(
        document(fields),
        sha256,
        fields.optionalText("fileName"),
        fields.optionalText("reference"),
        fields.optionalText("platform"),
        sha256 != null && fields.has("sizeBytes")
            ? new Content(sha256, fields.integer("sizeBytes", MAX_NUMBER), fields.text("mediaType"))
            : null);
  }
}
