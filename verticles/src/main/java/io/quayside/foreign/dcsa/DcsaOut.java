package io.quayside.foreign.dcsa;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.Documentation;
import io.quayside.domain.documentation.DocumentationEvent;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.foreign.Milestones.Told;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as DCSA 2.2 tells it.
 *
 * @param type SHIPMENT, TRANSPORT or EQUIPMENT
 * @param code what happened
 * @param documentType of a SHIPMENT event; null otherwise
 * @param documentId of a SHIPMENT event; null otherwise
 * @param location null where none is known
 */
public record DcsaOut(
    Told told,
    String type,
    String code,
    @Nullable String documentType,
    @Nullable String documentId,
    Instant happenedAt,
    @Nullable Location location) {
  private static final String OWN = "urn:quayside:event:";
  private static final UUID URL = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
  private static final String CUSTOMS = "CUS";
  private static final String TRANSPORT_DOCUMENT = "TRD";

  /** What a milestone is called. */
  private record Words(String type, String code) {}

  private static final Map<MilestoneCode, Words> MILESTONES =
      Map.of(
          MilestoneCode.PICKED_UP, new Words("EQUIPMENT", "PICK"),
          MilestoneCode.DEPARTED, new Words("TRANSPORT", "DEPA"),
          MilestoneCode.ARRIVED, new Words("TRANSPORT", "ARRI"),
          MilestoneCode.CUSTOMS_HELD, new Words("SHIPMENT", "HOLD"),
          MilestoneCode.CUSTOMS_RELEASED, new Words("SHIPMENT", "RELS"),
          MilestoneCode.OUT_FOR_DELIVERY, new Words("EQUIPMENT", "GTOT"),
          MilestoneCode.DELIVERED, new Words("EQUIPMENT", "DROP"));

  private static final Map<Mode, String> MODES =
      Map.of(Mode.SEA, "VESSEL", Mode.RAIL, "RAIL", Mode.ROAD, "TRUCK");

  /** Whether DCSA may have a code for an event. */
  public static boolean tells(StoredEvent event) {
    return (event.event() instanceof MilestoneRecorded recorded
            && MILESTONES.containsKey(recorded.milestone().code()))
        || (event.event() instanceof DocumentationEvent paper && code(paper) != null);
  }

  /** The event for a reader; null where DCSA has no code for it, or the reader may not see it. */
  public static @Nullable DcsaOut of(Told told, Principal reader) {
    return switch (told.event().event()) {
      case MilestoneRecorded recorded -> ofMilestone(told, recorded.milestone());
      case DocumentationEvent paper -> ofPaper(told, paper, reader);
      default -> null;
    };
  }

  private static @Nullable DcsaOut ofMilestone(Told told, Milestone milestone) {
    Words words = MILESTONES.get(milestone.code());
    if (words == null) {
      return null;
    }
    var booking = told.then().shipment().booking();
    boolean known =
        switch (words.type) {
          case "EQUIPMENT" -> booking.cargo().containerNumber() != null;
          case "TRANSPORT" -> MODES.containsKey(booking.mode());
          default -> true;
        };
    boolean customs = words.type.equals("SHIPMENT");
    return known
        ? new DcsaOut(
            told,
            words.type,
            words.code,
            customs ? CUSTOMS : null,
            customs ? booking.reference() : null,
            milestone.occurredAt(),
            milestone.location())
        : null;
  }

  private static @Nullable DcsaOut ofPaper(Told told, DocumentationEvent paper, Principal reader) {
    String code = code(paper);
    Viewer viewer = Viewer.of(reader, told.then().shipment().carrier());
    boolean seen = Contexts.DOCUMENTATION.form(viewer, paper) == EventForm.FULL;
    String reference = reference(told.then(), paper);
    return code == null || !seen || reference == null
        ? null
        : new DcsaOut(
            told, "SHIPMENT", code, TRANSPORT_DOCUMENT, reference, told.event().recordedAt(), null);
  }

  private static @Nullable String code(DocumentationEvent paper) {
    DocumentType type = paper.subject().type();
    if (type != DocumentType.BILL_OF_LADING && type != DocumentType.SEA_WAYBILL) {
      return null;
    }
    return switch (paper) {
      case DocumentationEvent.DocumentSubmitted submitted -> "RECE";
      case DocumentationEvent.DocumentVerified verified -> "APPR";
      case DocumentationEvent.DocumentRejected rejected -> "REJE";
      case DocumentationEvent.DocumentIssued issued -> "ISSU";
      case DocumentationEvent.DocumentSurrendered surrendered -> "SURR";
      case DocumentationEvent.DocumentVoided voided -> "VOID";
      default -> null;
    };
  }

  /** The reference of the revision that an event is about, as it was after the event; or null. */
  private static @Nullable String reference(ShipmentStream then, DocumentationEvent paper) {
    Documentation documentation = then.slice(Contexts.DOCUMENTATION);
    Document document =
        documentation == null ? null : documentation.document(paper.subject().document());
    if (document == null) {
      return null;
    }
    return switch (paper) {
      case DocumentationEvent.DocumentSubmitted submitted ->
          DcsaPapers.reference(document, submitted.revision());
      case DocumentationEvent.DocumentVerified verified ->
          DcsaPapers.reference(document, verified.revision());
      case DocumentationEvent.DocumentRejected rejected ->
          DcsaPapers.reference(document, rejected.revision());
      default -> DcsaPapers.reference(document);
    };
  }

  /** The id of an event of ours in DCSA. */
  static UUID idOf(String shipmentId, int version) {
    byte[] name = (OWN + shipmentId + '/' + version).getBytes(StandardCharsets.UTF_8);
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(URL.getMostSignificantBits())
              .putLong(URL.getLeastSignificantBits())
              .array());
      ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name));
      long high = (hash.getLong() & ~0xF000L) | 0x5000L;
      long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-1", impossible);
    }
  }

  public String eventId() {
    return idOf(told.event().shipmentId(), told.event().version()).toString();
  }

  public Instant createdAt() {
    return told.event().recordedAt();
  }

  public @Nullable String unLocode() {
    return location == null ? null : location.unLocode();
  }

  /** Events as the array that version 2.2 answers with. */
  public static byte[] array(List<DcsaOut> events) {
    JsonWriter out = new JsonWriter(1_024 * (events.size() + 1)).beginArray();
    events.forEach(event -> event.write(out));
    return out.endArray().toBytes();
  }

  private void write(JsonWriter out) {
    var booking = told.then().shipment().booking();
    String container = booking.cargo().containerNumber();
    out.beginObject()
        .field("eventID", eventId())
        .field("eventCreatedDateTime", createdAt())
        .field("eventType", type)
        .field("eventClassifierCode", "ACT")
        .field("eventDateTime", happenedAt);
    switch (type) {
      case "EQUIPMENT" -> {
        out.field("equipmentEventTypeCode", code)
            .optional("equipmentReference", container)
            .field("emptyIndicatorCode", "LADEN");
        if (location != null) {
          place(out.beginObject("eventLocation"), location).endObject();
        }
      }
      case "TRANSPORT" -> {
        out.field("transportEventTypeCode", code)
            .beginObject("transportCall")
            .field("transportCallID", eventId())
            .optional("modeOfTransport", MODES.get(booking.mode()));
        if (location != null) {
          place(out.beginObject("location"), location).endObject();
        }
        out.endObject();
      }
      default ->
          out.field("shipmentEventTypeCode", code)
              .optional("documentTypeCode", documentType)
              .optional("documentID", documentId);
    }
    out.beginArray("documentReferences")
        .beginObject()
        .field("documentReferenceType", "BKG")
        .field("documentReferenceValue", booking.reference())
        .endObject()
        .endArray();
    if (container != null) {
      out.beginArray("references")
          .beginObject()
          .field("referenceType", "EQ")
          .field("referenceValue", container)
          .endObject()
          .endArray();
    }
    out.endObject();
  }

  private static JsonWriter place(JsonWriter out, Location location) {
    out.optional("UNLocationCode", location.unLocode());
    if (location.lat() != null) {
      out.field("latitude", plain(location.lat())).field("longitude", plain(location.lon()));
    }
    return out;
  }

  private static String plain(@Nullable Double degrees) {
    return new BigDecimal(String.valueOf(degrees)).toPlainString();
  }
}
