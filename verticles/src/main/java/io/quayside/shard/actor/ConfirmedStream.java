package io.quayside.shard.actor;

import io.quayside.domain.stream.ShipmentStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A shipment's stream as the log has confirmed it, from its load to the end of its actor. */
final class ConfirmedStream {
  private Phase phase = Phase.UNLOADED;

  /** Null but in the phases LOADED and PARKED. */
  private @Nullable ShipmentStream stream;

  /** Null but in the phase PARKED. */
  private @Nullable String parkReason;

  private enum Phase {
    UNLOADED,
    LOADING,
    LOADED,
    /** The log cannot be understood: the stream does not change any more. */
    PARKED,
    /** Final: the shard is given up. */
    CLOSED
  }

  /** Null while it is not loaded. */
  @Nullable ShipmentStream get() {
    return stream;
  }

  /** What is loaded; fails while nothing is. */
  ShipmentStream loaded() {
    return Objects.requireNonNull(stream);
  }

  boolean isLoaded() {
    return stream != null;
  }

  /** Whether it is loaded and has events. */
  boolean isBooked() {
    return stream != null && stream.version() > 0;
  }

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Null if it is not parked. */
  @Nullable String parkReason() {
    return parkReason;
  }

  /** Begins a load; false if it is loaded, being loaded or closed. */
  boolean startLoad() {
    if (phase != Phase.UNLOADED) {
      return false;
    }
    phase = Phase.LOADING;
    return true;
  }

  /** Ends a load; false if it was closed meanwhile. {@code found} is null where the load failed. */
  boolean endLoad(@Nullable ShipmentStream found) {
    if (phase != Phase.LOADING) {
      return false;
    }
    phase = found == null ? Phase.UNLOADED : Phase.LOADED;
    stream = found;
    return true;
  }

  /** Begins with a stream that needs no load; false if one was loaded or begun before. */
  boolean start(ShipmentStream empty) {
    return startLoad() && endLoad(empty);
  }

  /** The next event was applied. */
  void advance(ShipmentStream after) {
    stream = after;
  }

  /** Parks the shipment; false if it was parked before. */
  boolean park(String reason) {
    if (phase == Phase.PARKED) {
      return false;
    }
    phase = Phase.PARKED;
    parkReason = reason;
    return true;
  }

  /** Whether a load is under way. */
  boolean isLoading() {
    return phase == Phase.LOADING;
  }

  /** The log of a parked shipment was read on; without effect unless something is loaded. */
  void release(ShipmentStream after) {
    if (stream != null) {
      phase = Phase.LOADED;
      parkReason = null;
      stream = after;
    }
  }

  void close() {
    phase = Phase.CLOSED;
    stream = null;
    parkReason = null;
  }
}
