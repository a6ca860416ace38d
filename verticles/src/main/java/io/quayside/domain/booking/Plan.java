package io.quayside.domain.booking;

import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.shipment.Booking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a booking does by itself.
 *
 * @param tenders 1 to 5, tried in this order; null: the shipper finds the carrier
 * @param defaultDocuments whether the default set of the shipment's mode is planned too
 * @param documents 1 to 50, each type (each name of OTHER) once; null: none but the default set
 * @param autoRelease whether the shipment is released as soon as the gate allows it
 * @param remindBeforeSeconds how long before its time a document is reminded of, 0 to 2,592,000
 * @param graceSeconds how long after its time a document is late, 0 to 2,592,000
 * @param rules the version of the table of rules that the booking runs under
 */
public record Plan(
    @Nullable List<PlannedTender> tenders,
    boolean defaultDocuments,
    @Nullable List<PlannedDocument> documents,
    boolean autoRelease,
    int remindBeforeSeconds,
    int graceSeconds,
    Remedy onLateDocument,
    Remedy onNoCarrier,
    int rules) {
  /** The version of the table of rules that new bookings run under. */
  public static final int RULES = 1;

  public Plan {
    tenders = tenders == null ? null : List.copyOf(tenders);
    documents = documents == null ? null : List.copyOf(documents);
  }

  /** The planned tenders; empty where there are none. */
  public List<PlannedTender> allTenders() {
    return tenders == null ? List.of() : tenders;
  }

  /** All planned documents of a shipment: the listed ones, then those of the default set. */
  public List<PlannedDocument> documentsOf(Booking shipment) {
    List<PlannedDocument> all = new ArrayList<>(documents == null ? List.of() : documents);
    if (defaultDocuments) {
      List<PlannedDocument> listed = List.copyOf(all);
      for (DocumentType type : DefaultDocuments.of(shipment)) {
        if (listed.stream().noneMatch(one -> one.requirement().type() == type)) {
          all.add(PlannedDocument.of(type));
        }
      }
    }
    return all;
  }
}
