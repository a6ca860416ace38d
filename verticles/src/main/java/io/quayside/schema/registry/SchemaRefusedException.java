package io.quayside.schema.registry;

/** The registry has judged a schema, and does not take it. */
public final class SchemaRefusedException extends RuntimeException {
  private static final int MAX_SHOWN = 200;

  SchemaRefusedException(String type, String says) {
    super(type + " is refused by the registry: " + shown(says));
  }

  private static String shown(String says) {
    String line = says.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN);
  }
}
