package io.quayside.readmodel;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a projection does with batches that the store refuses: writes what can be written, parks the
 * rest, then moves the checkpoint. Events of a parked shipment are passed over until its release.
 */
final class RefusedBatches {
  private final BatchSink sink;
  private final RefusedRows rows;
  private final Set<String> parked = new HashSet<>();
  private boolean closed;

  RefusedBatches(BatchSink sink, RefusedRows rows) {
    this.sink = sink;
    this.rows = rows;
  }

  /** What of a batch is to be written. */
  Batch writable(Batch batch) {
    return parked.isEmpty() ? batch : batch.withoutEventsOf(parked);
  }

  /** Isolates what the store has refused of a batch; after a failure all of it may be repeated. */
  Future<?> isolate(Batch batch) {
    return Isolation.run(sink, writable(batch))
        .compose(refused -> park(refused, 0))
        .compose(v -> sink.write(batch.offsetsOnly()));
  }

  private Future<Void> park(List<Refused> refused, int next) {
    if (closed) {
      return Future.failedFuture("the projection is closed");
    }
    if (next == refused.size()) {
      return Future.succeededFuture();
    }
    Refused one = refused.get(next);
    return rows.park(one)
        .compose(
            v -> {
              if (one instanceof Refused.OfEvent) {
                parked.add(one.shipmentId());
              }
              return park(refused, next + 1);
            });
  }

  /** Events of a shipment are written again. */
  void release(String shipmentId) {
    parked.remove(shipmentId);
  }

  void close() {
    closed = true;
  }
}
