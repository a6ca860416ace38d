package io.quayside.readmodel;

import io.quayside.domain.Event;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationEvent;
import io.quayside.domain.documentation.Revision;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.feed.LogEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names by which others call a shipment: its container, its documents, its booking. */
final class IdentifierRows {
  /** The rows depend on the stream of a shipment, not on one context's slice alone. */
  static final View<ShipmentStream> VIEW =
      new View<>(
          "identifiers",
          List.of(
              Column.key("scheme", View.Type.TEXT),
              Column.key("value", View.Type.TEXT),
              Column.of("tenant", View.Type.TEXT)),
          (stream, shipment) -> of(stream));

  private IdentifierRows() {}

  /** Adds the shipment of an event that may add a name. */
  static void note(LogEntry<StoredEvent> entry, Set<String> due) {
    Event event = entry.decoded().event();
    if (event instanceof ShipmentBooked || event instanceof DocumentationEvent) {
      due.add(entry.key());
    }
  }

  static List<@Nullable Object[]> of(ShipmentStream stream) {
    List<@Nullable Object[]> rows = new ArrayList<>(2);
    Booking booking = stream.shipment().booking();
    String container = booking.cargo().containerNumber();
    if (container != null) {
      add(rows, stream, "container", container);
    }
    add(rows, stream, "reference", booking.reference());
    references(stream).forEach(reference -> add(rows, stream, "document", reference));
    return rows;
  }

  private static Set<String> references(ShipmentStream stream) {
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    Set<String> references = new LinkedHashSet<>();
    if (documentation != null) {
      for (Document document : documentation.documents()) {
        for (Revision revision : document.revisions()) {
          if (revision.reference() != null) {
            references.add(revision.reference());
          }
        }
        if (document.issued() != null) {
          references.add(document.issued().reference());
        }
      }
    }
    return references;
  }

  private static void add(
      List<@Nullable Object[]> rows, ShipmentStream stream, String scheme, String value) {
    rows.add(new @Nullable Object[] {scheme, value, stream.tenant()});
  }
}
