package io.quayside.gateway;

/** Measures elapsed times and formats them in seconds. */
final class Stopwatch {
  private final long start = System.nanoTime();
  private long lap = start;

  private Stopwatch() {}

  static Stopwatch started() {
    return new Stopwatch();
  }

  /** The time since the last lap, as {@code 2.1 s}. */
  String lap() {
    var now = System.nanoTime();
    var text = seconds(now - lap);
    lap = now;
    return text;
  }

  /** The time since the start. */
  String total() {
    return seconds(System.nanoTime() - start);
  }

  private static String seconds(long nanos) {
    return "%.1f s".formatted(nanos / 1e9);
  }
}
