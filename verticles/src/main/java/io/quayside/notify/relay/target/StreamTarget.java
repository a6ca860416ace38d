package io.quayside.notify.relay.target;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target that keeps the whole shard's order, and knows itself how far it has come. */
public non-sealed interface StreamTarget extends Target {
  /** Connects and looks how far the target has come, as {@link #place}. */
  Future<Long> open(long cursor, LogView log);

  /**
   * The offset from which to go on; {@code cursor} if the target is empty. Fails with a {@link
   * TargetException} if what is there is not ours.
   */
  Future<Long> place(long cursor, LogView log);

  /** Appends events in their order, all or none; completes with how many were there already. */
  Future<Integer> append(List<Outgoing> events);

  /**
   * Appends an event whose place in the order has passed, unless it is in that place; completes
   * with whether it was.
   */
  Future<Boolean> appendLate(Outgoing event);

  /** The shard's log, as it really is. */
  interface LogView {
    Future<Long> end();

    /** The id of the event at an offset; null if there is none. */
    Future<@Nullable String> eventId(long offset);
  }
}
