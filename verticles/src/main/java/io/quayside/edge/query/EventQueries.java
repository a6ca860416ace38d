package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.quayside.readmodel.StreamHistory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** The history of a shipment, each event in the form that its reader sees. */
final class EventQueries {
  private final ReadModels readModels;
  private final ShipmentQueries views;
  private final StreamHistory history;
  private final Contexts contexts;
  private final EventCodec codec;

  EventQueries(ReadModels readModels, ShipmentQueries views, Contexts contexts) {
    this.readModels = readModels;
    this.views = views;
    this.contexts = contexts;
    this.history = new StreamHistory(readModels, contexts);
    this.codec = new EventCodec(contexts);
  }

  /**
   * Events above a version, in version order; fails where the principal may not read them.
   *
   * @param current as if they had been written in the newest versions of their types
   */
  Future<List<byte[]>> events(
      Principal principal, String shipmentId, int after, int limit, boolean current) {
    Future<List<SeenEvent>> seen =
        principal.role() == Role.CARRIER
            ? toCarrier(principal, shipmentId, after, limit)
            : toOthers(principal, shipmentId, after, limit);
    return seen.map(events -> encoded(events, current));
  }

  /** An event in the form that its reader sees. */
  private record SeenEvent(HistoricEvent event, EventForm form) {}

  private List<byte[]> encoded(List<SeenEvent> events, boolean current) {
    List<byte[]> encoded = new ArrayList<>(events.size());
    JsonWriter out = new JsonWriter(512);
    for (SeenEvent seen : events) {
      if (!current && seen.form == EventForm.FULL) {
        encoded.add(seen.event.value());
      } else {
        StoredEvent stored = history.decode(seen.event);
        encoded.add(codec.encode(current ? codec.upcast(stored) : stored, seen.form, out));
      }
    }
    return encoded;
  }

  /**
   * The right of a carrier depends on the state: it is judged on the state up to which it reads.
   */
  private Future<List<SeenEvent>> toCarrier(Principal carrier, String id, int after, int limit) {
    return views
        .shipment(carrier, id, 0)
        .compose(
            view ->
                view.version() <= after
                    ? Future.succeededFuture(List.of())
                    : toCarrier(carrier, view, after, limit));
  }

  private Future<List<SeenEvent>> toCarrier(
      Principal carrier, ShipmentView view, int after, int limit) {
    return history
        .carrierAt(view.stream(), after)
        .map(assigned -> Viewer.of(carrier, assigned))
        .compose(
            viewer ->
                readModels
                    .events(view.shipmentId(), after, Math.min(limit, view.version() - after))
                    .map(found -> seenBy(viewer, found)));
  }

  private Future<List<SeenEvent>> toOthers(Principal principal, String id, int after, int limit) {
    return readModels
        .events(principal, id, after, limit)
        .compose(
            found ->
                found.isEmpty()
                    ? ofExisting(principal, id, after, limit)
                    : Future.succeededFuture(found))
        .map(found -> seenBy(Viewer.WHOLE, found));
  }

  /** None found: there is no such shipment, it is not projected yet, or there are none. */
  private Future<List<HistoricEvent>> ofExisting(
      Principal principal, String id, int after, int limit) {
    return views
        .shipment(principal, id, 0)
        .compose(
            view ->
                view.version() > after
                    ? readModels.events(principal, id, after, limit)
                    : Future.succeededFuture(List.of()));
  }

  /** Consecutive events; {@code first} is the viewer of the first one. */
  private List<SeenEvent> seenBy(Viewer first, List<HistoricEvent> events) {
    List<SeenEvent> seen = new ArrayList<>(events.size());
    Viewer viewer = first;
    for (HistoricEvent event : events) {
      if (!viewer.isCarrier() && !history.mayHaveForms(event)) {
        seen.add(new SeenEvent(event, EventForm.FULL));
        continue;
      }
      StoredEvent stored = history.decode(event);
      String assigned = stored.event().assignedCarrier();
      viewer = assigned == null ? viewer : viewer.whenAssigned(assigned);
      seen.add(new SeenEvent(event, contexts.form(viewer, stored.event())));
    }
    return seen;
  }
}
