package io.quayside.foreign.epcis;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Viewer;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.Revision;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.foreign.Milestones.Told;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Milestones as events of EPCIS 2.0, by a table. */
public final class EpcisOut {
  private static final String CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld";
  private static final String REFERENCE = "urn:quayside:reference:";

  /** What a milestone is called; {@code disposition} may be null. */
  private record Words(String bizStep, @Nullable String disposition) {}

  private static final Map<MilestoneCode, Words> TABLE =
      Map.of(
          MilestoneCode.PICKED_UP, new Words("loading", "in_transit"),
          MilestoneCode.DEPARTED, new Words("departing", "in_transit"),
          MilestoneCode.ARRIVED, new Words("arriving", "in_progress"),
          MilestoneCode.CUSTOMS_HELD, new Words("holding", null),
          MilestoneCode.CUSTOMS_RELEASED, new Words("inspecting", "conformant"),
          MilestoneCode.OUT_FOR_DELIVERY, new Words("shipping", "in_transit"),
          MilestoneCode.DELIVERED, new Words("receiving", "in_progress"),
          MilestoneCode.EXCEPTION_RAISED, new Words("inspecting", "damaged"),
          MilestoneCode.RETURNED, new Words("receiving", "returned"));

  /** The types of events that there are, in alphabetical order. */
  public static final NavigableSet<String> EVENT_TYPES =
      Collections.unmodifiableNavigableSet(new TreeSet<>(EpcisShapes.EVENT_TYPES));

  /** The business steps of CBV 2.0, in alphabetical order. */
  public static final NavigableSet<String> BIZ_STEPS =
      Collections.unmodifiableNavigableSet(new TreeSet<>(EpcisWords.BIZ_STEPS));

  private EpcisOut() {}

  /** Whether EPCIS has a word for an event. */
  public static boolean tells(StoredEvent event) {
    return event.event() instanceof MilestoneRecorded recorded && tells(recorded.milestone());
  }

  private static boolean tells(Milestone milestone) {
    return TABLE.containsKey(milestone.code())
        && (milestone.code() != MilestoneCode.EXCEPTION_RAISED
            || milestone.exceptionCode() == ExceptionCode.DAMAGED);
  }

  /** Whether an event that EPCIS has a word for has a business step, written as word or URI. */
  public static boolean isBizStep(String written, StoredEvent event) {
    return words(milestone(event)).bizStep.equals(EpcisWords.bizStep(written));
  }

  /** When an event happened that EPCIS has a word for. */
  public static Instant eventTime(StoredEvent event) {
    return milestone(event).occurredAt();
  }

  /** The id that an event has in EPCIS. */
  public static String eventId(StoredEvent event) {
    return EpcisEvent.OWN + event.shipmentId() + '/' + event.version();
  }

  private static Milestone milestone(StoredEvent event) {
    return ((MilestoneRecorded) event.event()).milestone();
  }

  private static Words words(Milestone milestone) {
    Words words = TABLE.get(milestone.code());
    if (words == null) {
      throw new IllegalArgumentException("EPCIS has no word for " + milestone.code());
    }
    return words;
  }

  /** An EPCISDocument of events, as a principal may see them. */
  public static byte[] document(Instant created, List<Told> events, Principal reader) {
    JsonWriter out = begin("EPCISDocument", created).beginObject("epcisBody");
    list(out, events, reader);
    return out.endObject().endObject().toBytes();
  }

  /** An EPCISQueryDocument of events, as a principal may see them. */
  public static byte[] queryDocument(Instant created, List<Told> events, Principal reader) {
    JsonWriter out =
        begin("EPCISQueryDocument", created)
            .beginObject("epcisBody")
            .beginObject("queryResults")
            .field("queryName", "SimpleEventQuery")
            .beginObject("resultsBody");
    list(out, events, reader);
    return out.endObject().endObject().endObject().endObject().toBytes();
  }

  private static JsonWriter begin(String type, Instant created) {
    return new JsonWriter(4_096)
        .beginObject()
        .beginArray("@context")
        .value(CONTEXT)
        .endArray()
        .field("type", type)
        .field("schemaVersion", "2.0")
        .field("creationDate", created);
  }

  private static void list(JsonWriter out, List<Told> events, Principal reader) {
    out.beginArray("eventList");
    events.forEach(told -> write(out, told, reader));
    out.endArray();
  }

  private static void write(JsonWriter out, Told told, Principal reader) {
    ShipmentStream stream = told.stream();
    Milestone milestone = milestone(told.event());
    Words words = words(milestone);
    out.beginObject()
        .field("type", "ObjectEvent")
        .field("eventID", eventId(told.event()))
        .field("eventTime", milestone.occurredAt())
        .field("eventTimeZoneOffset", "+00:00")
        .field("recordTime", told.event().recordedAt())
        .field("action", "OBSERVE")
        .field("bizStep", words.bizStep)
        .optional("disposition", words.disposition)
        .beginArray("epcList");
    String container = stream.shipment().booking().cargo().containerNumber();
    if (container != null) {
      out.value(EpcisNames.CONTAINER + container);
    }
    out.value(EpcisNames.SHIPMENT + stream.shipmentId()).endArray();
    if (milestone.location() != null) {
      out.beginObject("readPoint").field("id", place(milestone.location())).endObject();
    }
    out.beginArray("bizTransactionList");
    transaction(out, "po", stream.shipment().booking().reference());
    String billOfLading = billOfLading(stream, reader);
    if (billOfLading != null) {
      transaction(out, "bol", billOfLading);
    }
    out.endArray().endObject();
  }

  private static void transaction(JsonWriter out, String type, String reference) {
    out.beginObject()
        .field("type", type)
        .field("bizTransaction", REFERENCE + reference)
        .endObject();
  }

  private static String place(Location location) {
    return location.unLocode() != null
        ? EpcisEvent.UN_LOCODE + location.unLocode()
        : "geo:" + plain(location.lat()) + ',' + plain(location.lon());
  }

  private static String plain(@Nullable Double degrees) {
    return new BigDecimal(String.valueOf(degrees)).toPlainString();
  }

  /** The reference of the newest bill of lading that has one and that the reader sees in full. */
  private static @Nullable String billOfLading(ShipmentStream stream, Principal reader) {
    Viewer viewer = Viewer.of(reader, stream.shipment().carrier());
    Documentation documentation = stream.slice(Contexts.DOCUMENTATION);
    String reference = null;
    if (documentation != null) {
      for (Document document : documentation.documents()) {
        boolean seen = !viewer.isCarrier() || (viewer.assigned() && document.isSeenByCarrier());
        if (seen && document.subject().type() == DocumentType.BILL_OF_LADING) {
          for (Revision revision : document.revisions()) {
            reference = revision.reference() == null ? reference : revision.reference();
          }
          reference = document.issued() == null ? reference : document.issued().reference();
        }
      }
    }
    return reference;
  }
}
