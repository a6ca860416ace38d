package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.Tender;
import io.quayside.domain.bidding.TenderJson;
import io.quayside.domain.shipment.BookingJson;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.edge.query.PastStreams.PastStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tenders of a shipment as queries show them to one principal. Pure. */
record TenderAnswers(Rights rights, Principal principal) {
  private static final int EXPECTED_BYTES = 1024;

  /** The tender of a number if the principal may read it, else null. */
  @Nullable Tender find(ShipmentStream stream, int number) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    Tender tender = bidding == null ? null : bidding.tender(number);
    return tender != null && rights.mayRead(principal, stream, tender) ? tender : null;
  }

  /** The tenders that the principal may read, by number. */
  List<Tender> readable(ShipmentStream stream) {
    Bidding bidding = stream.slice(Contexts.BIDDING);
    return bidding == null
        ? List.of()
        : bidding.tenders().stream()
            .filter(tender -> rights.mayRead(principal, stream, tender))
            .toList();
  }

  /** Whether the principal may know of the shipment: may read it, or a tender of it. */
  boolean knowsOf(ShipmentStream stream) {
    return rights.mayRead(principal, stream) || !readable(stream).isEmpty();
  }

  /** The answer of a query for one tender, as it was then. */
  byte[] one(PastStream stream, Tender tender) {
    JsonWriter out = new JsonWriter(EXPECTED_BYTES).beginObject();
    writeMembers(out, stream.then(), tender);
    stream.writeAsOf(out);
    return out.endObject().toBytes();
  }

  /** The answer of a query for all tenders of a shipment: as they were, those readable today. */
  byte[] all(PastStream stream) {
    ShipmentStream then = stream.then();
    Bidding bidding = then.slice(Contexts.BIDDING);
    List<Tender> tenders = bidding == null ? List.of() : bidding.tenders();
    JsonWriter out = new JsonWriter(EXPECTED_BYTES * (tenders.size() + 1)).beginObject();
    out.field("shipmentId", then.shipmentId()).field("version", then.version());
    out.beginArray("items");
    for (Tender tender : tenders) {
      if (find(stream.today(), tender.number()) != null) {
        write(out, then, tender);
      }
    }
    out.endArray();
    stream.writeAsOf(out);
    return out.endObject().toBytes();
  }

  /** Writes a tender that the principal may read. */
  void write(JsonWriter out, ShipmentStream stream, Tender tender) {
    writeMembers(out.beginObject(), stream, tender);
    out.endObject();
  }

  private void writeMembers(JsonWriter out, ShipmentStream stream, Tender tender) {
    out.field("shipmentId", stream.shipmentId())
        .field("version", stream.version())
        .field("status", stream.status().name());
    if (principal.role() == Role.CARRIER) {
      TenderJson.writeFor(out, tender, principal::isCarrier);
    } else {
      TenderJson.writeWhole(out, tender);
    }
    out.beginObject("load");
    BookingJson.writeLoad(out, stream.shipment().booking());
    out.endObject();
  }
}
