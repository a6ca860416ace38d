package io.quayside.loadtest.bench;

/** Something that keeps servers busy for a while, over connections that stay. */
interface Load extends AutoCloseable {
  /**
   * Drives, and returns when nothing is under way any more. An answer that should not be throws.
   */
  Tally run(double seconds);

  @Override
  void close();

  /**
   * What a run has done.
   *
   * @param messages what the cost is shared out to: requests, updates, or frames that arrived
   * @param seconds from the first message to the last answer
   * @param latencies of whatever one waits for
   */
  record Tally(long messages, double seconds, Latencies latencies) {}
}
