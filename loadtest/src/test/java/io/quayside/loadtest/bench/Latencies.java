package io.quayside.loadtest.bench;

/**
 * How long many things took. Buckets are logarithmic, 64 to a power of two, so a quantile is off by
 * 1.6 % at most; recording costs an increment. Confined to one thread.
 */
final class Latencies {
  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] buckets = new long[(Long.SIZE - SUB_BITS) * SUB];
  private long count;

  void record(long nanos) {
    buckets[bucket(Math.max(0, nanos))]++;
    count++;
  }

  private static int bucket(long nanos) {
    int exponent = Long.SIZE - Long.numberOfLeadingZeros(nanos >>> SUB_BITS);
    return exponent == 0 ? (int) nanos : (exponent << SUB_BITS) + (int) (nanos >>> exponent) % SUB;
  }

  private static long lowest(int bucket) {
    int exponent = bucket >>> SUB_BITS;
    return exponent == 0 ? bucket : (long) (bucket % SUB) << exponent;
  }

  void add(Latencies other) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
    count += other.count;
  }

  long count() {
    return count;
  }

  /** The time within which that share of all was done, in milliseconds; NaN of none. */
  double quantileMillis(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * count));
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank) {
        return lowest(i) / 1e6;
      }
    }
    return Double.NaN;
  }
}
