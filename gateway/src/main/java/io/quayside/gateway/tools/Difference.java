package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A value of the read models that is not what the log says; null means no value.
 *
 * @param version the version of the shipment; of a position its offset, of a checkpoint its shard
 */
record Difference(
    String table,
    String shipmentId,
    long version,
    String column,
    @Nullable Object found,
    @Nullable Object expected) {
  private static final int MAX_SHOWN = 160;

  /** One line. */
  @Override
  public String toString() {
    return "%s %s %d %s: found %s, expected %s"
        .formatted(
            table,
            shipmentId,
            version,
            column,
            found == null ? "nothing" : shown(found),
            expected == null ? "nothing" : shown(expected));
  }

  /** One object; members without a value are left out. */
  void write(JsonWriter out) {
    out.beginObject()
        .field("table", table)
        .field("shipmentId", shipmentId)
        .field("version", version)
        .field("column", column)
        .optional("found", found == null ? null : shown(found))
        .optional("expected", expected == null ? null : shown(expected))
        .endObject();
  }

  private static String shown(Object value) {
    String text = value instanceof byte[] bytes ? new String(bytes, UTF_8) : value.toString();
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }
}
