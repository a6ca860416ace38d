package io.quayside.notify.relay;

/** Hears of relays that do not go on by themselves; called on any thread. */
public interface StopListener {
  /**
   * A relay stands in a shard.
   *
   * @param cause the stable name of the cause
   */
  void relayStopped(String relay, int shard, String cause);
}
