package io.quayside.notify.relay;

import io.quayside.common.scheduling.OnContext;
import io.quayside.notify.lane.Backlog;
import io.quayside.notify.lane.EventSource.Chunk;
import io.quayside.notify.lane.Lane;
import io.quayside.notify.lane.LaneStore.Cursor;
import io.quayside.notify.lane.LaneWriter;
import io.quayside.notify.relay.RelaySettings.Start;
import io.quayside.notify.relay.target.ShipmentTarget;
import io.quayside.notify.relay.target.StreamTarget;
import io.quayside.notify.relay.target.StreamTarget.LogView;
import io.quayside.notify.relay.target.Target;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a shard of a relay is taken over: its cursor, its target, its pump. */
record Takeover(RelaySettings relay, int shard, Shared shared, RelayPace pace) {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
  private static final long OPEN_SECONDS = 15;

  /** Raises the epoch of the cursor, so that a former owner writes nothing more. */
  Future<Cursor> takeOver() {
    Future<Long> start =
        relay.start() == Start.BEGINNING
            ? Future.succeededFuture(0L)
            : shared.source().logEnd(shard);
    return start
        .compose(from -> shared.lanes().takeOver(relay.consumer(), Map.of(shard, from)))
        .map(
            cursors -> {
              Cursor cursor = cursors.get(shard);
              if (cursor == null) {
                throw new IllegalStateException("a cursor that was taken over is not there");
              }
              return cursor;
            });
  }

  /** The offset from which to go on. */
  private Future<Long> opened(Target opening, Cursor cursor) {
    return switch (opening) {
      case ShipmentTarget shipments -> shipments.open().map(cursor.next());
      case StreamTarget stream -> stream.open(cursor.next(), log());
    };
  }

  private LogView log() {
    return new LogView() {
      @Override
      public Future<Long> end() {
        return shared.source().logEnd(shard);
      }

      @Override
      public Future<@Nullable String> eventId(long offset) {
        return shared.source().eventId(shard, offset);
      }
    };
  }

  /**
   * Opens the target and makes the pump; null if the cursor has to be taken over again: another has
   * changed rows meanwhile, or the target is behind the cursor, which was set back.
   */
  Future<@Nullable Pump> begin(Target opening, Cursor cursor, Pump.Listener listener) {
    return OnContext.within(OPEN_SECONDS, TimeUnit.SECONDS, opened(opening, cursor))
        .compose(next -> begun(opening, cursor, next, listener));
  }

  private Future<@Nullable Pump> begun(
      Target opening, Cursor cursor, long next, Pump.Listener listener) {
    if (next < cursor.next()) {
      LOG.warn(
          "relay goes back to what its target has: relay={} shard={} offset={}",
          relay.name(),
          shard,
          next);
      return shared.store().rewind(relay.consumer(), Map.of(shard, next)).mapEmpty();
    }
    return shared
        .lanes()
        .lanes(relay.consumer(), List.of(shard))
        .compose(lanes -> ifUnchanged(cursor, () -> pump(opening, cursor, next, lanes, listener)));
  }

  /** The lanes that were read go with the cursor as long as nobody has raised its epoch. */
  private Future<@Nullable Pump> ifUnchanged(Cursor cursor, Supplier<Pump> made) {
    return shared
        .lanes()
        .epochs(relay.consumer())
        .map(epochs -> Objects.equals(epochs.get(shard), cursor.epoch()) ? made.get() : null);
  }

  private Pump pump(
      Target opening, Cursor cursor, long next, List<Lane> lanes, Pump.Listener listener) {
    Backlog backlog = new Backlog(Map.of(shard, cursor), lanes);
    if (next > cursor.next()) {
      backlog.add(shard, new Chunk(List.of(), next), event -> false);
    }
    LaneWriter writer =
        new LaneWriter(
            relay.consumer(),
            shared.lanes(),
            backlog,
            shared.scheduler(),
            shared.clock(),
            listener::lost);
    return switch (opening) {
      case ShipmentTarget shipments ->
          new ShipmentPump(relay, shard, shared, shipments, backlog, writer, pace, listener);
      case StreamTarget stream ->
          new StreamPump(relay, shard, shared, stream, log(), backlog, writer, pace, listener);
    };
  }
}
