package io.quayside.foreign;

import io.quayside.common.json.Crockford;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What records of documents were when they came first: their content, and what became of them for
 * each shipment. Kept for 30 days in PostgreSQL; a loss means that a correction may be taken for a
 * repetition, and that a repetition is judged by the shipment's present state.
 */
final class FirstSendings {
  private static final int ID_LENGTH = 26;

  /** Records that are looked up by one statement, each with at most 100 outcomes. */
  private static final int RECORDS_AT_A_TIME = 200;

  /** Outcomes that are written by one statement, and those of its last record. */
  private static final int OUTCOMES_AT_A_TIME = 5_000;

  /** In one order for all requests, so that none waits for another in a circle. */
  private static final String FIRST_SEEN =
      """
      insert into foreign_records (caller, format, identity, content, seen_at)
      select $1, $2, r.identity, r.content, now()
      from unnest($3::text[], $4::text[]) as r (identity, content)
      order by r.identity
      on conflict do nothing
      """;

  private static final String KNOWN =
      """
      select r.place::int, coalesce(f.content <> r.content, false) as changed,
        o.shipment_id, o.event_ids, o.refused
      from unnest($3::text[], $4::text[]) with ordinality as r (identity, content, place)
      left join foreign_records f
        on f.caller = $1 and f.format = $2 and f.identity = r.identity
      left join foreign_outcomes o
        on o.caller = $1 and o.format = $2 and o.identity = r.identity
      where f.content <> r.content or o.shipment_id is not null
      """;

  /** In one order, as {@link #FIRST_SEEN}. */
  private static final String REMEMBER =
      """
      insert into foreign_outcomes as o
        (caller, format, identity, shipment_id, event_ids, refused, seen_at)
      select $1, $2, r.identity, r.shipment_id,
        array_remove(array[r.first, r.second], null), r.refused, now()
      from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
        as r (identity, shipment_id, first, second, refused)
      order by r.identity, r.shipment_id
      on conflict (caller, format, identity, shipment_id) do update
        set event_ids = excluded.event_ids, refused = excluded.refused where o.refused
      """;

  private final BiFunction<String, Tuple, Future<RowSet<Row>>> ask;

  /** {@code ask}: executes a statement. */
  FirstSendings(BiFunction<String, Tuple, Future<RowSet<Row>>> ask) {
    this.ask = ask;
  }

  /**
   * What became of a record for a shipment.
   *
   * @param eventIds of its events and positions, at most two; empty: it said nothing for the
   *     shipment
   * @param refused whether it is to be tried again: a letter was kept, or the request failed before
   */
  record First(List<String> eventIds, boolean refused) {}

  /**
   * What is known of the records of a request, by their places in it.
   *
   * @param changed those whose identity came before with other content
   * @param outcomes by shipment
   */
  record Known(Set<Integer> changed, Map<Integer, Map<String, First>> outcomes) {
    /** The outcomes of a record that is settled, if only for some of its shipments; else empty. */
    Map<String, First> settled(ForeignRecord record) {
      Map<String, First> first = outcomes.get(record.index());
      if (first == null
          || changed.contains(record.index())
          || record.reading() instanceof Reading.Unclear
          || first.values().stream().allMatch(First::refused)) {
        return Map.of();
      }
      return first;
    }
  }

  /**
   * What is known of records. What says nothing for us is no first content, but may be a later one;
   * an event of ours is told by its identity alone.
   */
  Future<Known> known(String caller, String format, List<ForeignRecord> records) {
    Map<String, String> first = new TreeMap<>();
    List<Sent> sent = new ArrayList<>(records.size());
    for (ForeignRecord record : records) {
      Sent one = new Sent(record.index(), identity(record), hash(record.content()));
      sent.add(one);
      if (record.reading() instanceof Reading.Fact) {
        first.putIfAbsent(one.identity, one.content);
      }
    }
    Known known = new Known(new HashSet<>(), new HashMap<>());
    return (first.isEmpty()
            ? Future.succeededFuture()
            : ask.apply(FIRST_SEEN, parameters(caller, format, first.keySet(), first.values())))
        .compose(v -> Paced.all(slices(sent), 1, slice -> look(caller, format, slice, known)))
        .map(known);
  }

  /** A record as it is compared: its place in the request, and hashes. */
  private record Sent(int index, String identity, String content) {}

  private static List<List<Sent>> slices(List<Sent> sent) {
    List<List<Sent>> slices = new ArrayList<>();
    for (int i = 0; i < sent.size(); i += RECORDS_AT_A_TIME) {
      slices.add(sent.subList(i, Math.min(i + RECORDS_AT_A_TIME, sent.size())));
    }
    return slices;
  }

  private Future<Void> look(String caller, String format, List<Sent> slice, Known known) {
    List<String> identities = slice.stream().map(Sent::identity).toList();
    List<String> contents = slice.stream().map(Sent::content).toList();
    return ask.apply(KNOWN, parameters(caller, format, identities, contents))
        .map(
            rows -> {
              rows.forEach(row -> add(slice.get(row.getInteger("place") - 1).index, row, known));
              return null;
            });
  }

  private static void add(int index, Row row, Known known) {
    if (row.getBoolean("changed")) {
      known.changed.add(index);
    }
    String shipmentId = row.getString("shipment_id");
    if (shipmentId != null) {
      known
          .outcomes
          .computeIfAbsent(index, i -> new TreeMap<>())
          .put(
              shipmentId,
              new First(List.of(row.getArrayOfStrings("event_ids")), row.getBoolean("refused")));
    }
  }

  /** The outcomes of a request that are to be remembered. */
  static final class Outcomes {
    private final Map<String, Map<String, First>> byIdentity = new TreeMap<>();

    /** Adds what became of a record for a shipment, unless a record of its identity was before. */
    void add(ForeignRecord record, String shipmentId, First outcome) {
      byIdentity
          .computeIfAbsent(identity(record), i -> new TreeMap<>())
          .putIfAbsent(shipmentId, outcome);
    }

    /** The outcomes, some at a time; never only some of those of a record. */
    private List<List<Outcome>> slices() {
      List<List<Outcome>> slices = new ArrayList<>();
      byIdentity.forEach(
          (identity, byShipment) -> {
            if (slices.isEmpty() || slices.getLast().size() >= OUTCOMES_AT_A_TIME) {
              slices.add(new ArrayList<>());
            }
            byShipment.forEach(
                (shipmentId, first) ->
                    slices.getLast().add(new Outcome(identity, shipmentId, first)));
          });
      return slices;
    }
  }

  private record Outcome(String identity, String shipmentId, First first) {
    @Nullable String eventId(int place) {
      return place < first.eventIds.size() ? first.eventIds.get(place) : null;
    }
  }

  /** Remembers outcomes; the first one that is no refusal stays. */
  Future<Void> remember(String caller, String format, Outcomes outcomes) {
    return Paced.all(outcomes.slices(), 1, slice -> remember(caller, format, slice));
  }

  private Future<Void> remember(String caller, String format, List<Outcome> slice) {
    return ask.apply(
            REMEMBER,
            Tuple.of(
                caller,
                format,
                slice.stream().map(Outcome::identity).toArray(String[]::new),
                slice.stream().map(Outcome::shipmentId).toArray(String[]::new),
                slice.stream().map(one -> one.eventId(0)).toArray(String[]::new),
                slice.stream().map(one -> one.eventId(1)).toArray(String[]::new),
                slice.stream().map(one -> one.first.refused).toArray(Boolean[]::new)))
        .mapEmpty();
  }

  /** Removes what is older than 30 days. */
  Future<Void> sweep() {
    return ask.apply(
            "delete from foreign_records where seen_at < now() - interval '30 days'", Tuple.tuple())
        .compose(
            v ->
                ask.apply(
                    "delete from foreign_outcomes where seen_at < now() - interval '30 days'",
                    Tuple.tuple()))
        .mapEmpty();
  }

  private static Tuple parameters(
      String caller, String format, Collection<String> identities, Collection<String> contents) {
    return Tuple.of(
        caller, format, identities.toArray(String[]::new), contents.toArray(String[]::new));
  }

  private static String identity(ForeignRecord record) {
    return hash(record.identity().getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    return Crockford.encode(ForeignRecord.sha256(bytes), ID_LENGTH);
  }
}
