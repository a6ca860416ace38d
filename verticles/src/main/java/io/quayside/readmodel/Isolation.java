package io.quayside.readmodel;

import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.LogEntry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch that the store refuses: halves it until the shipments are found whose rows are
 * refused, and writes those of all others. Moves no checkpoint. May be run again from the start
 * after a failure, because rows are written once.
 */
final class Isolation {
  private final BatchSink sink;
  private final Batch batch;
  private final List<Refused> refused = new ArrayList<>();

  private Isolation(BatchSink sink, Batch batch) {
    this.sink = sink;
    this.batch = batch;
  }

  /** Writes what can be written of a refused batch; completes with what cannot. */
  static Future<List<Refused>> run(BatchSink sink, Batch batch) {
    Isolation isolation = new Isolation(sink, batch);
    return isolation.halve(List.copyOf(batch.shipmentIds())).map(isolation.refused);
  }

  /** Writes the rows of these shipments. */
  private Future<Void> write(List<String> shipmentIds) {
    return tried(batch.only(Set.copyOf(shipmentIds)))
        .compose(reason -> reason == null ? Future.succeededFuture() : halve(shipmentIds));
  }

  /** The rows of these shipments together are refused. */
  private Future<Void> halve(List<String> shipmentIds) {
    if (shipmentIds.size() == 1) {
      String shipmentId = shipmentIds.getFirst();
      return events(batch.eventsOf(shipmentId), 0)
          .compose(v -> positions(batch.positionsOf(shipmentId)));
    }
    int half = shipmentIds.size() / 2;
    return write(shipmentIds.subList(0, half))
        .compose(v -> write(shipmentIds.subList(half, shipmentIds.size())));
  }

  /** Writes the events of one shipment one by one, up to the first that is refused. */
  private Future<Void> events(List<Change> events, int next) {
    if (next == events.size()) {
      return Future.succeededFuture();
    }
    Change event = events.get(next);
    return tried(batch.only(event))
        .compose(
            reason -> {
              if (reason == null) {
                return events(events, next + 1);
              }
              refused.add(new Refused.OfEvent(event.entry(), event.after(), reason));
              return Future.succeededFuture();
            });
  }

  /** Writes positions of one shipment; halves those that are refused together. */
  private Future<Void> positions(List<LogEntry<LoggedPosition>> positions) {
    if (positions.isEmpty()) {
      return Future.succeededFuture();
    }
    return tried(batch.onlyPositions(positions))
        .compose(
            reason -> {
              if (reason == null) {
                return Future.succeededFuture();
              }
              if (positions.size() == 1) {
                refused.add(new Refused.OfPosition(positions.getFirst(), reason));
                return Future.succeededFuture();
              }
              int half = positions.size() / 2;
              return positions(positions.subList(0, half))
                  .compose(v -> positions(positions.subList(half, positions.size())));
            });
  }

  /** Writes a part; completes with the code of a refusal, or null if it is written. */
  private Future<@Nullable String> tried(Batch part) {
    return sink.write(part)
        .<@Nullable String>map(written -> null)
        .recover(
            failure -> {
              String reason = sink.refusal(failure);
              return reason == null ? Future.failedFuture(failure) : Future.succeededFuture(reason);
            });
  }
}
