package io.quayside.edge.query;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Preconditions;
import io.quayside.readmodel.PositionFilter;
import io.quayside.readmodel.ReadModels;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;

/** The list of a shipment's positions, by time and page. */
final class PositionQueries {
  /** Microseconds, as PostgreSQL keeps times; epoch, sequence, and the device behind them. */
  private static final CursorForm CURSOR =
      new CursorForm("(-?\\d{1,18})\\.(\\d{1,9})\\.(\\d{1,18})\\.(.{1,256})");

  private static final int MICROS = 1_000_000;

  private final ReadModels readModels;
  private final ShipmentQueries views;

  PositionQueries(ReadModels readModels, ShipmentQueries views) {
    this.readModels = readModels;
    this.views = views;
  }

  void list(Call call) {
    MultiMap query = call.query();
    List<Offence> offences = new ArrayList<>(0);
    Preconditions.noParameters(query, Set.of("since", "until", "limit", "after"), offences);
    int limit = Preconditions.number(query, "limit", 1, 1000, 100, offences);
    PositionFilter filter =
        new PositionFilter(
            Preconditions.time(query, "since", offences),
            Preconditions.time(query, "until", offences),
            CURSOR.read(query, PositionQueries::key, offences),
            limit + 1);
    Preconditions.refuse(offences);
    String id = Preconditions.shipmentId(call.pathParam("id"));
    Principal principal = call.principal();
    readModels
        .positions(principal, id, filter)
        .compose(
            found ->
                found.isEmpty() ? ofExisting(principal, id, filter) : Future.succeededFuture(found))
        .map(found -> page(found, limit))
        .onComplete(body -> Answers.send(call, body), call::fail);
  }

  /** None found: there is no such shipment, the right to read it is new, or there are none. */
  private Future<List<PositionFilter.Found>> ofExisting(
      Principal principal, String id, PositionFilter filter) {
    return views
        .shipment(principal, id, 0)
        .compose(view -> readModels.positions(principal, id, filter));
  }

  private static byte[] page(List<PositionFilter.Found> found, int limit) {
    List<PositionFilter.Found> items = found.subList(0, Math.min(found.size(), limit));
    JsonWriter out = new JsonWriter(512 * items.size() + 128);
    out.beginObject().beginArray("items");
    items.forEach(item -> out.raw(item.json()));
    out.endArray();
    if (found.size() > limit) {
      out.field("next", CursorForm.write(text(items.getLast().key())));
    }
    return out.endObject().toBytes();
  }

  private static String text(PositionFilter.Key key) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, key.observedAt());
    return micros + "." + key.epoch() + "." + key.sequence() + "." + key.deviceId();
  }

  private static PositionFilter.Key key(MatchResult parts) {
    long micros = Long.parseLong(parts.group(1));
    return new PositionFilter.Key(
        Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000L),
        parts.group(4),
        Integer.parseInt(parts.group(2)),
        Long.parseLong(parts.group(3)));
  }
}
