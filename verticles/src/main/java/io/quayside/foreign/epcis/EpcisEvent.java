package io.quayside.foreign.epcis;

import io.quayside.admin.Partner;
import io.quayside.common.identity.CommandId;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.UnLocode;
import io.quayside.domain.tracking.Measurement;
import io.quayside.foreign.ForeignRecord;
import io.quayside.foreign.ForeignTimes;
import io.quayside.foreign.JsonParts;
import io.quayside.foreign.Names;
import io.quayside.foreign.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A valid event, as the mapping sees it. */
final class EpcisEvent {
  static final String OWN = "urn:quayside:event:";
  static final String UN_LOCODE = "urn:quayside:unlocode:";
  private static final Pattern GEO = Pattern.compile("geo:([^,;]+),([^,;]+)([,;].*)?");
  private static final Pattern OWN_EVENT =
      Pattern.compile(OWN + "([0-9A-Z]{26})/([1-9][0-9]{0,8})");

  private final Map<String, Object> event;

  EpcisEvent(Map<String, Object> event) {
    this.event = event;
  }

  ForeignRecord toRecord(int index, byte[] content) {
    String given = JsonParts.text(event, "eventID");
    String eventId = given == null || given.isEmpty() ? null : given;
    String identity = eventId == null ? ForeignRecord.hexOf(content) : eventId;
    // An error declaration repeats the id of the event that it is about.
    Matcher own = eventId == null || isErrorDeclaration() ? null : OWN_EVENT.matcher(eventId);
    if (own != null && own.matches() && CommandId.isShipmentId(own.group(1))) {
      String shipmentId = own.group(1);
      Names names = new Names(List.of(shipmentId), List.of(), List.of(), List.of());
      Reading reading = new Reading.Own(shipmentId, Integer.parseInt(own.group(2)));
      return new ForeignRecord(index, eventId, identity, content, names, reading);
    }
    return new ForeignRecord(
        index, eventId, identity, content, EpcisNames.of(event), EpcisIn.read(this));
  }

  Map<String, Object> members() {
    return event;
  }

  /** Whether what it says is about the goods themselves: not packing, loading or making. */
  boolean isOfGoods() {
    String type = JsonParts.text(event, "type");
    return "ObjectEvent".equals(type) || "TransactionEvent".equals(type);
  }

  boolean isErrorDeclaration() {
    return event.containsKey("errorDeclaration");
  }

  @Nullable String bizStep() {
    return EpcisWords.bizStep(JsonParts.text(event, "bizStep"));
  }

  @Nullable String disposition() {
    return EpcisWords.disposition(JsonParts.text(event, "disposition"));
  }

  Instant time() {
    return Objects.requireNonNull(
        ForeignTimes.parse(Objects.requireNonNull(JsonParts.text(event, "eventTime"))));
  }

  /** The id of the read point, else of the business location; null for neither. */
  @Nullable String placeId() {
    String readPoint = JsonParts.text(JsonParts.object(event, "readPoint"), "id");
    return readPoint != null
        ? readPoint
        : JsonParts.text(JsonParts.object(event, "bizLocation"), "id");
  }

  /**
   * Where it was.
   *
   * @param location null where the id says nothing to us
   */
  record Where(@Nullable Location location, boolean customs) {}

  /** The place; null if its id is of a form of ours and is none. */
  @Nullable Where where(Partner partner) {
    String id = placeId();
    if (id == null) {
      return new Where(null, false);
    }
    if (id.startsWith("geo:")) {
      Location point = point(id);
      return point == null ? null : new Where(point, false);
    }
    if (id.startsWith(UN_LOCODE)) {
      String code = id.substring(UN_LOCODE.length());
      return UnLocode.isValid(code) ? new Where(new Location(code, null, null), false) : null;
    }
    Partner.Place place = partner.place(id);
    return place == null
        ? new Where(null, false)
        : new Where(new Location(place.unLocode(), null, null), place.customs());
  }

  /** The point of a {@code geo:} URI, or null. */
  static @Nullable Location point(@Nullable String id) {
    Matcher geo = id == null ? null : GEO.matcher(id);
    if (geo == null || !geo.matches()) {
      return null;
    }
    Double lat = JsonParts.decimal(geo.group(1));
    Double lon = JsonParts.decimal(geo.group(2));
    return lat != null && lon != null && Measurement.LAT.holds(lat) && Measurement.LON.holds(lon)
        ? new Location(null, lat, lon)
        : null;
  }
}
