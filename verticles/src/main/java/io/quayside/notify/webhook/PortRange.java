package io.quayside.notify.webhook;

/** Ports that webhooks may name, both ends included. */
public record PortRange(int first, int last) {
  private static final int MAX_PORT = 65_535;

  /** The range of a text as {@code 443} or {@code 8000-9000}; throws for another text. */
  public static PortRange parse(String text) {
    if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
      throw new IllegalArgumentException("neither a port nor a range of ports: " + text);
    }
    String[] ends = text.split("-", -1);
    int first = Integer.parseInt(ends[0]);
    int last = Integer.parseInt(ends[ends.length - 1]);
    if (first < 1 || last > MAX_PORT || first > last) {
      throw new IllegalArgumentException("neither a port nor a range of ports: " + text);
    }
    return new PortRange(first, last);
  }

  /** Whether a port is in the range. */
  public boolean contains(int port) {
    return port >= first && port <= last;
  }
}
