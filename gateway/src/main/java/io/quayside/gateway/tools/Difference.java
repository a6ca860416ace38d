package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A value of the read models that is not what the log says; null means no value. */
record Difference(
    String table,
    String shipmentId,
    int version,
    String column,
    @Nullable Object found,
    @Nullable Object expected) {
  private static final int MAX_SHOWN = 160;

  /** One line. */
  @Override
  public String toString() {
    return "%s %s %d %s: found %s, expected %s"
        .formatted(table, shipmentId, version, column, shown(found), shown(expected));
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    String text = value instanceof byte[] bytes ? new String(bytes, UTF_8) : value.toString();
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }
}
