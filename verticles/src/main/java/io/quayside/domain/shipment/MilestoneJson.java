package io.quayside.domain.shipment;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A milestone's members, as it was reported. */
public final class MilestoneJson {
  private MilestoneJson() {}

  /** {@code recordedAt} is null where the milestone stands within its event, which has one. */
  public static void write(JsonWriter out, Milestone milestone, @Nullable Instant recordedAt) {
    out.field("code", milestone.code().name()).field("occurredAt", milestone.occurredAt());
    if (recordedAt != null) {
      out.field("recordedAt", recordedAt);
    }
    if (milestone.location() != null) {
      write(out.beginObject("location"), milestone.location());
      out.endObject();
    }
    if (milestone.note() != null) {
      out.field("note", milestone.note());
    }
    if (milestone.exceptionCode() != null) {
      out.field("exceptionCode", milestone.exceptionCode().name());
    }
  }

  private static void write(JsonWriter out, Location location) {
    if (location.unLocode() != null) {
      out.field("unLocode", location.unLocode());
    }
    Double lat = location.lat();
    Double lon = location.lon();
    if (lat != null && lon != null) {
      out.field("lat", (double) lat).field("lon", (double) lon);
    }
  }

  public static Milestone read(StoredFields fields) {
    return new Milestone(
        fields.choice("code", MilestoneCode.class),
        fields.time("occurredAt"),
        fields.has("location") ? readLocation(fields.object("location")) : null,
        fields.optionalText("note"),
        fields.optionalChoice("exceptionCode", ExceptionCode.class));
  }

  private static Location readLocation(StoredFields fields) {
    Location location =
        new Location(
            fields.optionalText("unLocode"),
            fields.optionalNumber("lat"),
            fields.optionalNumber("lon"));
    fields.end();
    return location;
  }
}
