package io.quayside.cluster;

/** The maps that the members replicate among themselves: their names, bounds and keys. */
public final class SharedMaps {
  /** Which sequences of a device were taken, per shipment: one entry per shipment and device. */
  public static final String DEVICE_WINDOWS = "device-windows";

  /** Outcomes of commands, by command id; kept for {@link #OUTCOME_TTL_SECONDS}. */
  public static final String COMMAND_OUTCOMES = "command-outcomes";

  /** How long an outcome is remembered, in seconds: a day. */
  public static final int OUTCOME_TTL_SECONDS = 24 * 60 * 60;

  /** How long a device may be silent before its window is forgotten, in seconds: a day. */
  public static final int WINDOW_IDLE_SECONDS = 24 * 60 * 60;

  /** Windows on one member, copies of other members' included; of 9 to 136 bytes each. */
  public static final int WINDOWS_PER_NODE = 500_000;

  /** Outcomes on one member, copies of other members' included; about 150 bytes each. */
  public static final int OUTCOMES_PER_NODE = 200_000;

  private SharedMaps() {}

  /**
   * The key of an entry that is stored with a shard: {@code shardKey} is one of {@link
   * Shards#keys}. Hazelcast places it by what follows the first {@code @}.
   */
  public static String key(String name, String shardKey) {
    return name.replace("%", "%25").replace("@", "%40") + '@' + shardKey;
  }
}
