package io.quayside.shard.process;

/**
 * Bounds of the booking process on one shard.
 *
 * @param pollMillis how often the read models are asked for timers
 * @param horizonMillis how far ahead timers are kept in memory
 * @param timers timers in memory; the read models keep the rest
 * @param loads shipments that are loaded at once because their timer is due
 */
public record ProcessSettings(long pollMillis, long horizonMillis, int timers, int loads) {
  private static final long HORIZON_MILLIS = 60_000;
  private static final int TIMERS = 20_000;
  private static final int LOADS = 16;

  /** The standard bounds. */
  public static ProcessSettings pollingEvery(long pollMillis) {
    return new ProcessSettings(pollMillis, HORIZON_MILLIS, TIMERS, LOADS);
  }
}
