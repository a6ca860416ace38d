package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Viewer;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationJson;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.query.PastStreams.PastStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of a shipment as queries show them to a principal that may read it. Pure. */
record DocumentAnswers(Principal principal) {
  private static final int EXPECTED_BYTES = 512;

  private static List<Document> documents(ShipmentStream stream) {
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    return documentation == null ? List.of() : documentation.documents();
  }

  /** The document of a number as it was, if the principal sees it in full today; else null. */
  @Nullable Document find(ShipmentStream today, ShipmentStream then, int number) {
    List<Document> documents = documents(then);
    Document document = number <= documents.size() ? documents.get(number - 1) : null;
    return document != null && seesInFull(today, document) ? document : null;
  }

  /** Shippers, operators and services see all; the assigned carrier its own and the shared ones. */
  private boolean seesInFull(ShipmentStream today, Document document) {
    Viewer viewer = Viewer.of(principal, today.shipment().carrier());
    return !viewer.isCarrier() || (viewer.assigned() && document.isSeenByCarrier());
  }

  /** The answer of a query for one document that the principal sees in full. */
  byte[] one(PastStream stream, Document document) {
    ShipmentStream then = stream.then();
    JsonWriter out = new JsonWriter(EXPECTED_BYTES * (document.revision() + 1)).beginObject();
    out.field("shipmentId", then.shipmentId())
        .field("version", then.version())
        .field("status", then.status().name());
    DocumentationJson.writeSummary(out, document);
    DocumentationJson.writeRevisions(out, document);
    stream.writeAsOf(out);
    return out.endObject().toBytes();
  }

  /**
   * The answer of a query for all documents of a shipment. A carrier that is not assigned sees
   * none.
   */
  byte[] all(PastStream stream) {
    ShipmentStream then = stream.then();
    Viewer viewer = Viewer.of(principal, stream.today().shipment().carrier());
    List<Document> documents =
        viewer.isCarrier() && !viewer.assigned() ? List.of() : documents(then);
    JsonWriter out = new JsonWriter(EXPECTED_BYTES * (documents.size() + 1)).beginObject();
    out.field("shipmentId", then.shipmentId()).field("version", then.version());
    out.beginArray("items");
    for (Document document : documents) {
      out.beginObject();
      if (seesInFull(stream.today(), document)) {
        DocumentationJson.writeSummary(out, document);
      } else {
        DocumentationJson.writeWithheld(out, document);
      }
      out.endObject();
    }
    out.endArray();
    stream.writeAsOf(out);
    return out.endObject().toBytes();
  }

  /** Writes a document of a list across shipments, which the principal sees in full. */
  static void writeItem(JsonWriter out, ShipmentStream stream, Document document) {
    out.beginObject().field("shipmentId", stream.shipmentId()).field("version", stream.version());
    DocumentationJson.writeSummary(out, document);
    out.endObject();
  }
}
