package io.quayside.cluster;

/** The names of the maps that the members replicate among themselves. */
public final class SharedMaps {
  /** Which sequences of a device were taken, per shipment: one entry per shipment and device. */
  public static final String DEVICE_WINDOWS = "device-windows";

  /** What became of a command, by command id; forgotten after {@link #OUTCOME_TTL_SECONDS}. */
  public static final String COMMAND_OUTCOMES = "command-outcomes";

  /** How long an outcome is remembered, in seconds: a day. */
  public static final int OUTCOME_TTL_SECONDS = 24 * 60 * 60;

  private SharedMaps() {}
}
