package io.quayside.notify.lane;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How far every consumer is behind, Quayside's own and foreign groups of its topics. */
public final class Lags {
  private static final long SECONDS = 5;

  private static final String CONSUMERS =
      """
      select 'projection' as consumer, s.shard, coalesce(p.events_next, 0) as events_next,
        coalesce(p.positions_next, 0) as positions_next, 0 as lanes, 0 as parked
      from generate_series(0, $1::int - 1) as s (shard) left join checkpoints p using (shard)
      union all
      select c.consumer, c.shard, c.next_offset, null,
        (select count(*) from consumer_lanes l
          where l.consumer = c.consumer and l.shard = c.shard)::int,
        (select count(*) from consumer_lanes l
          where l.consumer = c.consumer and l.shard = c.shard and l.state = 'PARKED')::int
      from consumer_cursors c
      """;

  private final Pool pool;
  private final KafkaOffsets offsets;
  private final int shards;

  /** The records of our topics, as Kafka knows them. */
  public interface KafkaOffsets {
    /** Places of all consumer groups in our topics. */
    Future<List<Place>> groups();

    /** For each place, how many records are behind it, and the age of its record in seconds. */
    Future<List<Behind>> behind(List<Place> places);
  }

  /** The first record of a shard of a topic that a consumer has not done. */
  public record Place(String consumer, Topic topic, int shard, long offset) {}

  /** How far a place is from the end. */
  public record Behind(long records, double seconds) {}

  /** Topics with one partition per shard. */
  public enum Topic {
    EVENTS,
    POSITIONS,
    DEAD_LETTERS
  }

  public Lags(Pool pool, KafkaOffsets offsets, int shards) {
    this.pool = pool;
    this.shards = shards;
    this.offsets = offsets;
  }

  /** What PostgreSQL knows of a consumer in a shard. */
  private record Known(String consumer, int shard, @Nullable Integer lanes, int parked) {}

  /** By consumer and shard. */
  public Future<List<Lag>> all() {
    return pool.preparedQuery(CONSUMERS)
        .execute(Tuple.of(shards))
        .timeout(SECONDS, TimeUnit.SECONDS)
        .compose(
            rows -> {
              List<Known> known = new ArrayList<>();
              List<Place> places = new ArrayList<>();
              for (Row row : rows) {
                add(row, known, places);
              }
              return offsets
                  .groups()
                  .compose(
                      groups -> {
                        places.addAll(groups);
                        groups.forEach(one -> addGroup(one, known));
                        return offsets.behind(places).map(behind -> lags(known, places, behind));
                      });
            });
  }

  private static void add(Row row, List<Known> known, List<Place> places) {
    String consumer = row.getString("consumer");
    int shard = row.getInteger("shard");
    known.add(new Known(consumer, shard, row.getInteger("lanes"), row.getInteger("parked")));
    places.add(new Place(consumer, Topic.EVENTS, shard, row.getLong("events_next")));
    Long positions = row.getLong("positions_next");
    if (positions != null) {
      places.add(new Place(consumer, Topic.POSITIONS, shard, positions));
    }
  }

  private static void addGroup(Place group, List<Known> known) {
    Known one = new Known(group.consumer, group.shard, null, 0);
    if (!known.contains(one)) {
      known.add(one);
    }
  }

  private static List<Lag> lags(List<Known> known, List<Place> places, List<Behind> behind) {
    List<Lag> lags = new ArrayList<>(known.size());
    for (Known one : known) {
      long records = 0;
      double seconds = 0;
      for (int i = 0; i < places.size(); i++) {
        Place place = places.get(i);
        if (place.shard == one.shard && place.consumer.equals(one.consumer)) {
          records += behind.get(i).records;
          seconds = Math.max(seconds, behind.get(i).seconds);
        }
      }
      lags.add(
          new Lag(
              one.consumer,
              one.shard,
              records,
              seconds,
              one.lanes,
              one.lanes == null ? null : one.parked));
    }
    lags.sort(Comparator.comparing(Lag::consumer).thenComparing(Lag::shard));
    return lags;
  }
}
