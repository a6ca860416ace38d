package io.quayside.foreign.dcsa;

import io.quayside.common.json.RequestFields;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.UnLocode;
import io.quayside.domain.tracking.Measurement;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.ForeignTimes;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Names;
import io.quayside.foreign.Translation.Unclear;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event of either version, as the mapping sees it. */
final class DcsaEvent {
  private static final int MAX_NOTE = 500;

  /** Where a UUID has its version, which is 5 in ours. */
  private static final int OWN_VERSION = 14;

  /** The characters of a UUID. */
  private static final int ID_LENGTH = 36;

  private final Map<String, Object> event;
  private final boolean version3;
  private final Map<String, Object> kind;
  private final Map<String, Object> equipment;
  private final Map<String, Object> shipment;

  DcsaEvent(Map<String, Object> event, boolean version3) {
    this.event = event;
    this.version3 = version3;
    this.kind = version3 ? JsonParts.object(event, "eventClassification") : event;
    this.equipment = version3 ? JsonParts.object(event, "equipmentDetails") : event;
    this.shipment = version3 ? JsonParts.object(event, "shipmentDetails") : event;
  }

  ForeignRecord toRecord(int index, byte[] content) {
    String id = Objects.requireNonNull(JsonParts.text(event, "eventID"));
    return new ForeignRecord(index, id, identity(id), content, names(), DcsaIn.read(this));
  }

  /** In 3.0 an id is unique for its originating party alone. */
  private String identity(String id) {
    if (!version3) {
      return id.toLowerCase(Locale.ROOT);
    }
    Map<String, Object> party =
        JsonParts.object(JsonParts.object(event, "eventRouting"), "originatingParty");
    StringBuilder identity = new StringBuilder();
    for (String name : List.of("partyCode", "codeListProvider", "codeListName")) {
      identity.append(JsonParts.text(party, name)).append('\n');
    }
    return identity.append(id).toString();
  }

  /** Whether the id is of the kind that events of ours have. */
  boolean mayBeOwn() {
    String id = String.valueOf(JsonParts.text(event, "eventID"));
    return id.length() == ID_LENGTH && id.charAt(OWN_VERSION) == '5';
  }

  /** The version of a shipment's event that this is, as {@link DcsaOut} tells it; 0 for none. */
  int ownVersion(String shipmentId, int latest) {
    String id = String.valueOf(JsonParts.text(event, "eventID")).toLowerCase(Locale.ROOT);
    for (int version = latest; version > 0; version--) {
      if (id.equals(DcsaOut.idOf(shipmentId, version).toString())) {
        return version;
      }
    }
    return 0;
  }

  boolean isVersion3() {
    return version3;
  }

  Map<String, Object> members() {
    return event;
  }

  @Nullable String type() {
    return JsonParts.text(kind, version3 ? "eventTypeCode" : "eventType");
  }

  @Nullable String classifier() {
    return JsonParts.text(kind, "eventClassifierCode");
  }

  /** What happened, in the codes of the event's type. */
  @Nullable String code() {
    String type = type();
    return type == null
        ? null
        : JsonParts.text(kind, type.toLowerCase(Locale.ROOT) + "EventTypeCode");
  }

  /** EMPTY, LADEN, or null. */
  @Nullable String emptyIndicator() {
    return JsonParts.text(equipment, "emptyIndicatorCode");
  }

  boolean isEmpty() {
    return "EMPTY".equals(emptyIndicator());
  }

  boolean isRetracted() {
    return Boolean.TRUE.equals(event.get("isRetracted"));
  }

  Instant time() {
    return Objects.requireNonNull(
        ForeignTimes.parse(Objects.requireNonNull(JsonParts.text(event, "eventDateTime"))));
  }

  /** The type of the document that the event is about, or null. */
  @Nullable String documentType() {
    return version3
        ? JsonParts.text(JsonParts.object(shipment, "documentReference"), "typeCode")
        : JsonParts.text(event, "documentTypeCode");
  }

  /** The reference of the document that the event is about, or null. */
  @Nullable String documentReference() {
    return version3
        ? JsonParts.text(JsonParts.object(shipment, "documentReference"), "reference")
        : JsonParts.text(event, "documentID");
  }

  /** The number of the container, or null. */
  @Nullable String container() {
    return containers().stream().findFirst().orElse(null);
  }

  private List<String> containers() {
    List<String> containers = new ArrayList<>(1);
    add(containers, JsonParts.text(equipment, "equipmentReference"));
    String list = version3 ? "shipmentReferences" : "references";
    List<Map<String, Object>> references = new ArrayList<>(JsonParts.objects(event, list));
    if (version3) {
      references.addAll(JsonParts.objects(shipment, list));
    }
    for (Map<String, Object> one : references) {
      if ("EQ".equals(JsonParts.text(one, version3 ? "typeCode" : "referenceType"))) {
        add(containers, JsonParts.text(one, version3 ? "reference" : "referenceValue"));
      }
    }
    return containers;
  }

  private static void add(List<String> names, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      names.add(name);
    }
  }

  private Names names() {
    List<String> documents = new ArrayList<>(2);
    add(documents, documentReference());
    String list = version3 ? "additionalDocumentReferences" : "documentReferences";
    for (Map<String, Object> one : JsonParts.objects(shipment, list)) {
      add(documents, JsonParts.text(one, version3 ? "reference" : "documentReferenceValue"));
    }
    return new Names(List.of(), containers(), documents, documents);
  }

  @Nullable String facilityType() {
    return JsonParts.text(
        JsonParts.object(event, version3 ? "eventLocation" : "transportCall"), "facilityTypeCode");
  }

  /** The note of the event; null for none. */
  @Nullable String note() {
    List<String> names =
        version3 ? List.of("reason") : List.of("reason", "changeRemark", "delayReasonCode");
    for (String name : names) {
      String note = JsonParts.text(shipment, name);
      if (note != null && !note.isBlank()) {
        return note;
      }
    }
    return null;
  }

  /** Why a command cannot carry the note; null if it can. */
  @Nullable Unclear unclearNote() {
    String note = note();
    return note == null || RequestFields.isText(note, MAX_NOTE)
        ? null
        : new Unclear("The note of the event is longer than 500 characters, or no text");
  }

  /**
   * Where it was.
   *
   * @param location null where the event says nothing
   * @param valid false for a place that is none
   */
  record Where(@Nullable Location location, boolean valid) {
    @Nullable String unLocode() {
      return location == null ? null : location.unLocode();
    }
  }

  Where where() {
    Map<String, Object> own = JsonParts.object(event, "eventLocation");
    Map<String, Object> call = JsonParts.object(event, "transportCall");
    List<Map<String, Object>> places =
        version3 ? List.of(own) : List.of(own, JsonParts.object(call, "location"), call);
    for (Map<String, Object> place : places) {
      String unLocode = JsonParts.text(place, "UNLocationCode");
      Map<String, Object> point = version3 ? JsonParts.object(place, "geoCoordinate") : place;
      String lat = JsonParts.text(point, "latitude");
      String lon = JsonParts.text(point, "longitude");
      if (unLocode != null || lat != null || lon != null) {
        return where(unLocode, lat, lon);
      }
    }
    return new Where(null, true);
  }

  private static Where where(
      @Nullable String unLocode, @Nullable String latText, @Nullable String lonText) {
    boolean located = latText != null || lonText != null;
    Double lat = JsonParts.decimal(latText);
    Double lon = JsonParts.decimal(lonText);
    boolean onEarth =
        lat != null && lon != null && Measurement.LAT.holds(lat) && Measurement.LON.holds(lon);
    boolean valid = (unLocode == null || UnLocode.isValid(unLocode)) && (!located || onEarth);
    return valid
        ? new Where(new Location(unLocode, located ? lat : null, located ? lon : null), true)
        : new Where(null, false);
  }
}
