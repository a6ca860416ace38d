package io.quayside.edge.query;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.domain.Status;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.query.PointInTime.Newest;
import io.quayside.edge.query.PointInTime.Past;
import io.quayside.push.fleet.Fleet;
import io.quayside.push.fleet.FleetCursor;
import io.quayside.readmodel.Boards.ShipmentCursor;
import io.quayside.readmodel.Boards.ShipmentFilter;
import io.quayside.readmodel.Boards.ShipmentPage;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import org.apache.kafka.common.Uuid;

/** The four queries. They read PostgreSQL; the shards are asked only for what is not there yet. */
public final class QueryRoutes {
  private static final Set<String> SHIPMENT_PARAMETERS =
      Set.of("status", "carrier", "shipper", "reference", "container", "limit", "after");

  private static final CharSequence CURSOR_HEADER = HttpHeaders.createOptimized("Quayside-Cursor");
  private static final CursorForm CURSOR = new CursorForm("(\\d{1,14})\\.([0-9A-Z]{26})");

  private final ReadModels readModels;
  private final ShipmentQueries views;
  private final PositionQueries positions;
  private final HistoryRoutes history;
  private final EventQueries events;
  private final Fleet fleet;

  public QueryRoutes(
      ReadModels readModels,
      ShipmentQueries views,
      HistoryRoutes history,
      Contexts contexts,
      Fleet fleet) {
    this.fleet = fleet;
    this.readModels = readModels;
    this.views = views;
    this.positions = new PositionQueries(readModels, views);
    this.history = history;
    this.events = new EventQueries(readModels, views, contexts);
  }

  public void shipment(Call call) {
    PointInTime point = Answers.pointInTime(call);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    switch (point) {
      case Newest newest ->
          views
              .shipment(call.principal(), id, newest.minVersion())
              .onComplete(view -> send(call, view), call::fail);
      case Past past -> history.shipment(call, id, past);
    }
  }

  private static void send(Call call, ShipmentView view) {
    String etag = ShipmentQueries.etag(view);
    call.response().putHeader(HttpHeaders.ETAG, etag);
    if (Preconditions.isKnown(call.request(), etag)) {
      call.response().setStatusCode(304).end();
    } else {
      Answers.send(call, ShipmentQueries.encode(view));
    }
  }

  public void shipments(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(query, SHIPMENT_PARAMETERS, offences);
    Set<Status> statuses = Filters.statuses(query, offences);
    String carrier = Filters.carrier(query, offences);
    String shipper = Filters.shipper(query, offences);
    String reference = Filters.reference(query, offences);
    String container = Filters.container(query, offences);
    int limit = Preconditions.number(call.query(), "limit", 1, 200, 50, offences);
    ShipmentCursor after = CURSOR.read(query, QueryRoutes::cursor, offences);
    Preconditions.refuse(offences);
    ShipmentFilter filter =
        new ShipmentFilter(statuses, carrier, shipper, reference, container, limit + 1, after);
    readModels
        .boards()
        .shipments(call.principal(), filter)
        .compose(page -> fleet.log().map(log -> new Listed(page, log)))
        .onComplete(listed -> send(call, listed, limit), call::fail);
  }

  /** A page of the list, and the log that it was made of. */
  private record Listed(ShipmentPage page, Uuid log) {}

  private void send(Call call, Listed listed, int limit) {
    long[] next = new long[fleet.shards()];
    listed.page.next().forEach((shard, offset) -> next[shard] = offset);
    call.response().putHeader(CURSOR_HEADER, new FleetCursor(listed.log, next).text());
    Answers.send(
        call,
        Answers.page(
            listed.page.items(), limit, 1024, ShipmentQueries::write, QueryRoutes::cursor));
  }

  private static ShipmentCursor cursor(MatchResult parts) {
    return new ShipmentCursor(Instant.ofEpochMilli(Long.parseLong(parts.group(1))), parts.group(2));
  }

  private static String cursor(ShipmentView view) {
    return view.stream().shipment().bookedAt().toEpochMilli() + "." + view.shipmentId();
  }

  public void events(Call call) {
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(call.query(), Set.of("after", "limit", "as"), offences);
    int after = Preconditions.number(call.query(), "after", 0, Integer.MAX_VALUE, 0, offences);
    int limit = Preconditions.number(call.query(), "limit", 1, 1000, 200, offences);
    String as = call.query().get("as");
    if (as != null && !as.equals("current")) {
      offences.add(Offence.in("as", "must be current"));
    }
    Preconditions.refuse(offences);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    events
        .events(call.principal(), id, after, limit, as != null)
        .map(QueryRoutes::items)
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  public void positions(Call call) {
    positions.list(call);
  }

  private static byte[] items(List<byte[]> items) {
    JsonWriter out = new JsonWriter(512 * items.size() + 32);
    out.beginObject().beginArray("items");
    items.forEach(out::raw);
    return out.endArray().endObject().toBytes();
  }
}
