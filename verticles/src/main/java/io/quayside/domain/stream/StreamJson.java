package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.shipment.ShipmentJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream's state as JSON: the shipment's members, {@code updatedAt}, {@code tenantid} unless it
 * is the default tenant, which nodes that know no tenants can read, and under {@code slices} one
 * object for each further context that has a slice.
 */
public final class StreamJson {
  private static final int EXPECTED_BYTES = 768;
  private static final String SLICES = "slices";
  private static final String ASSIGNMENT = "assignment";
  private static final String TENANT = "tenantid";

  private StreamJson() {}

  /** Writes the members that a query of the shipment shows, into an object that was begun. */
  public static void writeFields(JsonWriter out, ShipmentStream stream) {
    ShipmentJson.writeFields(out, stream.shipment());
    out.field("updatedAt", stream.updatedAt());
  }

  /** The complete state, from which {@link #decode} restores an equal one. */
  public static byte[] encode(Contexts contexts, ShipmentStream stream) {
    JsonWriter out = new JsonWriter(EXPECTED_BYTES).beginObject();
    contexts.shipment().write(out, stream.slices());
    out.field("updatedAt", stream.updatedAt());
    if (!stream.tenant().equals(Principal.DEFAULT_TENANT)) {
      out.field(TENANT, stream.tenant());
    }
    Assignment assignment = stream.assignment();
    if (assignment != null) {
      write(out.beginObject(ASSIGNMENT), assignment);
      out.endObject();
    }
    boolean begun = false;
    for (BoundContext<?, ?, ?> context : contexts.others()) {
      if (stream.slices().get(context.index()) != null) {
        if (!begun) {
          out.beginObject(SLICES);
          begun = true;
        }
        out.beginObject(context.name());
        context.write(out, stream.slices());
        out.endObject();
      }
    }
    if (begun) {
      out.endObject();
    }
    return out.endObject().toBytes();
  }

  /**
   * The stream of a snapshot.
   *
   * @throws IllegalArgumentException if the members are none that {@link #encode} wrote
   */
  public static ShipmentStream decode(
      Contexts contexts,
      String shipmentId,
      int version,
      Map<String, Object> members,
      List<Receipt> receipts) {
    StoredFields fields = new StoredFields(members);
    Slices slices = contexts.shipment().read(fields, contexts.empty(shipmentId).slices());
    Instant updatedAt = fields.time("updatedAt");
    String tenant = fields.optionalText(TENANT);
    Assignment assignment = assignment(fields.optionalObject(ASSIGNMENT));
    StoredFields others = fields.optionalObject(SLICES);
    if (others != null) {
      for (BoundContext<?, ?, ?> context : contexts.others()) {
        StoredFields slice = others.optionalObject(context.name());
        if (slice != null) {
          slices = context.read(slice, slices);
          slice.end();
        }
      }
      others.end();
    }
    fields.end();
    return new ShipmentStream(
        tenant == null ? Principal.DEFAULT_TENANT : tenant,
        shipmentId,
        version,
        updatedAt,
        slices,
        assignment,
        receipts);
  }

  private static void write(JsonWriter out, Assignment assignment) {
    out.field("carrier", assignment.carrier())
        .field("version", assignment.version())
        .field("byHand", assignment.byHand())
        .field("changedAt", assignment.changedAt())
        .field("gone", assignment.gone());
  }

  private static @Nullable Assignment assignment(@Nullable StoredFields fields) {
    if (fields == null) {
      return null;
    }
    Assignment assignment =
        new Assignment(
            fields.text("carrier"),
            fields.integer("version", Integer.MAX_VALUE),
            fields.bool("byHand"),
            fields.integer("changedAt", Integer.MAX_VALUE),
            fields.bool("gone"));
    fields.end();
    return assignment;
  }
}
