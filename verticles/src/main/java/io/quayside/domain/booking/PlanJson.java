package io.quayside.domain.booking;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.RequestFields;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.documentation.PlannedDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of a booking, as requests, events and queries have it. */
@SuppressWarnings("NullAway") // a value that offends is null until verify throws
public final class PlanJson {
  private static final String TENDERS = "tenders";
  private static final String DOCUMENTS = "documents";
  private static final int MAX_TENDERS = 5;
  private static final int MAX_DOCUMENTS = 50;
  private static final int MAX_SECONDS = 2_592_000;
  private static final int REMIND_BEFORE_SECONDS = 86_400;
  private static final int GRACE_SECONDS = 172_800;

  private PlanJson() {}

  /** The plan of a request, with defaults filled in. */
  static Plan read(RequestFields fields) {
    List<PlannedTender> tenders = tenders(fields);
    Boolean defaultDocuments = fields.optionalBoolean("defaultDocuments");
    List<PlannedDocument> documents = documents(fields);
    Boolean autoRelease = fields.optionalBoolean("autoRelease");
    Integer remindBefore = fields.optionalInteger("remindBeforeSeconds", 0, MAX_SECONDS);
    Integer grace = fields.optionalInteger("graceSeconds", 0, MAX_SECONDS);
    Remedy onLateDocument = fields.optionalChoice("onLateDocument", Remedy.class);
    Remedy onNoCarrier = fields.optionalChoice("onNoCarrier", Remedy.class);
    if (onNoCarrier == Remedy.CANCEL && !fields.has(TENDERS)) {
      fields.note("onNoCarrier", "must not be CANCEL without tenders");
    }
    fields.verify();
    return new Plan(
        tenders,
        defaultDocuments != null && defaultDocuments,
        documents,
        autoRelease != null && autoRelease,
        remindBefore == null ? REMIND_BEFORE_SECONDS : remindBefore,
        grace == null ? GRACE_SECONDS : grace,
        onLateDocument == null ? Remedy.HOLD : onLateDocument,
        onNoCarrier == null ? Remedy.HOLD : onNoCarrier,
        Plan.RULES);
  }

  private static @Nullable List<PlannedTender> tenders(RequestFields fields) {
    List<RequestFields> given =
        fields.has(TENDERS) ? fields.objects(TENDERS, 1, MAX_TENDERS) : null;
    if (given == null) {
      return null;
    }
    List<PlannedTender> tenders = new ArrayList<>(given.size());
    for (RequestFields one : given) {
      tenders.add(PlannedTender.read(one));
    }
    return tenders;
  }

  private static @Nullable List<PlannedDocument> documents(RequestFields fields) {
    List<RequestFields> given =
        fields.has(DOCUMENTS) ? fields.objects(DOCUMENTS, 1, MAX_DOCUMENTS) : null;
    if (given == null) {
      return null;
    }
    List<PlannedDocument> documents = new ArrayList<>(given.size());
    for (RequestFields one : given) {
      PlannedDocument document = PlannedDocument.read(one);
      if (document != null) {
        if (documents.stream().anyMatch(document::isSameAs)) {
          one.note("stands in the list already");
        }
        documents.add(document);
      }
    }
    return documents;
  }

  /** Writes the members of an object that the caller has begun. */
  public static void write(JsonWriter out, Plan plan) {
    if (plan.tenders() != null) {
      out.beginArray(TENDERS);
      for (PlannedTender tender : plan.tenders()) {
        tender.write(out.beginObject());
        out.endObject();
      }
      out.endArray();
    }
    out.field("defaultDocuments", plan.defaultDocuments());
    if (plan.documents() != null) {
      out.beginArray(DOCUMENTS);
      for (PlannedDocument document : plan.documents()) {
        document.write(out.beginObject());
        out.endObject();
      }
      out.endArray();
    }
    out.field("autoRelease", plan.autoRelease())
        .field("remindBeforeSeconds", plan.remindBeforeSeconds())
        .field("graceSeconds", plan.graceSeconds())
        .field("onLateDocument", plan.onLateDocument().name())
        .field("onNoCarrier", plan.onNoCarrier().name())
        .field("rules", plan.rules());
  }

  /** Reads what {@code write} wrote. */
  static Plan read(StoredFields fields) {
    List<StoredFields> tenders = fields.optionalObjects(TENDERS);
    List<StoredFields> documents = fields.optionalObjects(DOCUMENTS);
    Plan plan =
        new Plan(
            tenders == null ? null : tenders.stream().map(PlannedTender::read).toList(),
            fields.bool("defaultDocuments"),
            documents == null ? null : documents.stream().map(PlannedDocument::read).toList(),
            fields.bool("autoRelease"),
            fields.integer("remindBeforeSeconds", MAX_SECONDS),
            fields.integer("graceSeconds", MAX_SECONDS),
            fields.choice("onLateDocument", Remedy.class),
            fields.choice("onNoCarrier", Remedy.class),
            fields.integer("rules", Plan.RULES));
    fields.end();
    return plan;
  }
}
