package io.quayside.readmodel;

import io.quayside.domain.stream.Assignment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shipments as they were at earlier versions, from their history. */
public final class StreamHistory {
  private static final int PAGE = 200;

  private final ReadModels readModels;
  private final Contexts contexts;
  private final EventCodec codec;

  public StreamHistory(ReadModels readModels, Contexts contexts) {
    this.readModels = readModels;
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
  }

  /** An event of the history, decoded. */
  public StoredEvent decode(HistoricEvent event) {
    return codec.decode(event.value());
  }

  /** See {@link EventCodec#mayHaveForms}. */
  public boolean mayHaveForms(HistoricEvent event) {
    return codec.mayHaveForms(event.value());
  }

  /** A shipment before its first event. */
  public ShipmentStream start(String shipmentId) {
    return contexts.empty(shipmentId);
  }

  /** The state after the next event. */
  public ShipmentStream next(ShipmentStream stream, StoredEvent event) {
    return contexts.apply(stream, event);
  }

  /** The state at a version, at most that of {@code known}, a later state. */
  public Future<ShipmentStream> streamAt(ShipmentStream known, int version) {
    return known.version() == version
        ? Future.succeededFuture(known)
        : apply(contexts.empty(known.shipmentId()), version);
  }

  /**
   * The carrier that was assigned at a version, at most that of {@code known}, a later state; null
   * for none. Reads the history only if another one may have been assigned since.
   */
  public Future<@Nullable String> carrierAt(ShipmentStream known, int version) {
    String carrier = version == 0 ? null : known.shipment().carrier();
    Assignment last = known.assignment();
    boolean unchanged = last != null && last.version() <= version;
    return carrier == null || unchanged
        ? Future.succeededFuture(carrier)
        : streamAt(known, version).map(stream -> stream.shipment().carrier());
  }

  private Future<ShipmentStream> apply(ShipmentStream stream, int version) {
    if (stream.version() == version) {
      return Future.succeededFuture(stream);
    }
    int limit = Math.min(PAGE, version - stream.version());
    return readModels
        .events(stream.shipmentId(), stream.version(), limit)
        .compose(page -> apply(applyAll(stream, page), version));
  }

  private ShipmentStream applyAll(ShipmentStream stream, List<HistoricEvent> page) {
    if (page.isEmpty()) {
      throw new IllegalStateException(
          stream.shipmentId() + ": the history ends at " + stream.version());
    }
    ShipmentStream after = stream;
    for (HistoricEvent event : page) {
      after = contexts.apply(after, decode(event));
    }
    return after;
  }
}
