package io.quayside.push;

/**
 * Where the pushes of one shard come from on this node: from the shard itself where it runs here,
 * else from the tail of its log while this node has subscribers. A shard that starts here is handed
 * back: the tail still pushes the positions that the shard has read before it served.
 */
sealed interface PushSource {
  /** The offset of a log that is to be followed from its end. */
  long END = -1;

  /** Positions are pushed by the tail without a limit: the shard runs on another node. */
  long NO_LIMIT = Long.MAX_VALUE;

  /** Another node runs the shard, and this node has no subscribers. */
  record Unused() implements PushSource {}

  /** The shard runs here, and pushes all that it reads. */
  record Local() implements PushSource {}

  /**
   * The tail is to follow the logs from these offsets.
   *
   * @param eventsFrom the first event offset, or {@link #END}
   * @param positionsFrom the first position offset, or {@link #END}
   * @param positionsTo the first position offset that the shard itself pushes, or {@link #NO_LIMIT}
   */
  record Starting(long eventsFrom, long positionsFrom, long positionsTo) implements PushSource {}

  /** The tail follows the logs; {@code positionsTo} as of {@link Starting}. */
  record Following(long positionsTo) implements PushSource {}

  /** This node has its first subscriber of the shard. */
  default PushSource subscribed() {
    return this instanceof Unused ? new Starting(END, END, NO_LIMIT) : this;
  }

  /** This node has no subscriber of the shard any more. */
  default PushSource unsubscribed() {
    return switch (this) {
      case Unused unused -> unused;
      case Local local -> local;
      case Starting starting -> starting.positionsTo == NO_LIMIT ? new Unused() : new Local();
      case Following following -> following.positionsTo == NO_LIMIT ? new Unused() : new Local();
    };
  }

  /** The shard serves here, and pushes events, and the positions from that offset on. */
  default PushSource served(long positionsFrom) {
    return switch (this) {
      case Unused unused -> new Local();
      case Local local -> local;
      case Starting starting ->
          starting.positionsFrom == END || starting.positionsFrom >= positionsFrom
              ? new Local()
              : new Starting(starting.eventsFrom, starting.positionsFrom, positionsFrom);
      case Following following -> new Following(positionsFrom);
    };
  }

  /**
   * The shard stops here, and has pushed all below those offsets. If that happens while it is
   * handed back, the tail goes on where it is and pushes some positions a second time.
   */
  default PushSource stopped(boolean hasSubscribers, long eventsNext, long positionsNext) {
    return switch (this) {
      case Unused unused -> unused;
      case Local local ->
          hasSubscribers ? new Starting(eventsNext, positionsNext, NO_LIMIT) : new Unused();
      case Starting starting -> new Starting(starting.eventsFrom, starting.positionsFrom, NO_LIMIT);
      case Following following -> new Following(NO_LIMIT);
    };
  }

  /** The tail follows the logs from their offsets on. */
  default PushSource started() {
    return this instanceof Starting starting ? new Following(starting.positionsTo) : this;
  }

  /** The tail may have lost its place, and has read all below those offsets. */
  default PushSource interrupted(long eventsNext, long positionsNext) {
    return this instanceof Following following
        ? new Starting(eventsNext, positionsNext, following.positionsTo)
        : this;
  }

  /** The tail has read all positions below that offset. */
  default PushSource read(long positionsNext) {
    return this instanceof Following following && positionsNext >= following.positionsTo
        ? new Local()
        : this;
  }

  /** Whether the tail reads the shard's logs, or is about to. */
  default boolean isTailed() {
    return this instanceof Starting || this instanceof Following;
  }

  /** Whether everything that the logs have from now on is pushed here. */
  default boolean isPushing() {
    return switch (this) {
      case Unused unused -> false;
      case Local local -> true;
      case Starting starting -> starting.positionsTo != NO_LIMIT;
      case Following following -> true;
    };
  }
}
