package io.quayside.gateway.tools;

import io.quayside.cluster.Topics;
import io.quayside.domain.stream.Contexts;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the read models with the log: the history and the positions with its records, and each
 * shipment's rows with the fold of its events. It reads what the log held when it began, and rows
 * in snapshots, so that live traffic raises no alarm.
 */
final class Verification {
  private static final int BATCH = 500;

  /** Shipments without a row; there is none for a checkpoint. */
  private static final String NO_SHIPMENT = "-";

  private final Stores stores;
  private final Contexts contexts;
  private final Progress progress;
  private final Consumer<Difference> found;
  private long differences;

  Verification(Stores stores, Contexts contexts, Progress progress, Consumer<Difference> found) {
    this.stores = stores;
    this.contexts = contexts;
    this.progress = progress;
    this.found = found;
  }

  /** What was compared, and how many differences there were. */
  record Verified(long events, int shipments, long positions, long differences) {}

  /** Reports every difference; null samples all shipments. */
  Verified run(@Nullable Integer sample) {
    try (TopicLog events = new TopicLog(stores, Topics.EVENTS);
        TopicLog positions = new TopicLog(stores, Topics.POSITIONS)) {
      Map<Integer, Long> eventsEnds = events.ends();
      Map<Integer, Long> positionsEnds = positions.ends();
      Snapshots.whenReached(stores, Topics.EVENTS, eventsEnds).close();
      Snapshots.whenReached(stores, Topics.POSITIONS, positionsEnds).close();
      HistoryCheck history = new HistoryCheck(stores, contexts, this::report);
      long records = read(events, "history", eventsEnds, history::take);
      history.compareWaiting();
      List<String> shipments = sampled(history.versions(), sample);
      compareRows(shipments, eventsEnds.size());
      if (sample == null) {
        findSurplus(history, eventsEnds, events);
      }
      Set<String> wanted = new HashSet<>(shipments);
      PositionCheck check = new PositionCheck(stores, wanted::contains, this::report);
      read(positions, "positions", positionsEnds, check::take);
      check.compareWaiting();
      check.findSurplus(positions, positionsEnds, sample == null ? null : shipments);
      compareCheckpoints(events, positions);
      return new Verified(records, shipments.size(), check.compared(), differences);
    } catch (Snapshots.StandsStillException behind) {
      report(behind.missing());
      return new Verified(0, 0, 0, differences);
    } catch (SQLException e) {
      throw stores.lost(e);
    }
  }

  private void report(Difference difference) {
    progress.erase();
    differences++;
    found.accept(difference);
  }

  private void report(Snapshots.Missing missing) {
    missing
        .expected()
        .forEach(
            (shard, end) ->
                report(
                    new Difference(
                        "checkpoints",
                        NO_SHIPMENT,
                        shard,
                        missing.column(),
                        missing.reached().getOrDefault(shard, 0L),
                        end + " at least")));
  }

  private long read(
      TopicLog log,
      String name,
      Map<Integer, Long> ends,
      Consumer<ConsumerRecord<String, byte[]>> take) {
    Map<Integer, Long> beginnings = log.beginnings();
    long records =
        ends.entrySet().stream()
            .mapToLong(end -> end.getValue() - beginnings.getOrDefault(end.getKey(), 0L))
            .sum();
    progress.begin(name, "records", records);
    ends.forEach(
        (partition, end) ->
            log.read(
                partition,
                end,
                record -> {
                  take.accept(record);
                  progress.add(1);
                }));
    return records;
  }

  private static List<String> sampled(Map<String, Integer> versions, @Nullable Integer sample) {
    List<String> all = new ArrayList<>(versions.keySet());
    if (sample == null || sample >= all.size()) {
      return all;
    }
    Collections.shuffle(all);
    return all.subList(0, sample);
  }

  private void compareRows(List<String> shipments, int shards) throws SQLException {
    RowCheck rows = new RowCheck(contexts, shards, this::report);
    try (Connection connection = stores.snapshot()) {
      progress.begin("rows", "shipments", shipments.size());
      for (int from = 0; from < shipments.size(); from += BATCH) {
        List<String> some = shipments.subList(from, Math.min(shipments.size(), from + BATCH));
        Array ids = connection.createArrayOf("text", some.toArray());
        rows.compare(connection, some, ids);
        connection.rollback();
        progress.add(some.size());
      }
    }
  }

  private void findSurplus(HistoryCheck history, Map<Integer, Long> readTo, TopicLog events)
      throws SQLException {
    try (Connection connection = stores.snapshot()) {
      // The snapshot is taken first, so that the log has every record of its rows.
      new RowCheck(contexts, readTo.size(), this::report).findSurplus(connection);
      history.findSurplus(connection, readTo, events.ends());
    }
  }

  /** No checkpoint is behind the end of its topic: it would skip what comes next. */
  private void compareCheckpoints(TopicLog events, TopicLog positions) throws SQLException {
    try (Connection connection = stores.snapshot()) {
      Map<Integer, Long> eventsNext = Snapshots.checkpoints(connection, Topics.EVENTS);
      Map<Integer, Long> positionsNext = Snapshots.checkpoints(connection, Topics.POSITIONS);
      compareCheckpoints("events_next", eventsNext, events.ends());
      compareCheckpoints("positions_next", positionsNext, positions.ends());
    }
  }

  private void compareCheckpoints(
      String column, Map<Integer, Long> reached, Map<Integer, Long> ends) {
    reached.forEach(
        (shard, next) -> {
          long end = ends.getOrDefault(shard, 0L);
          if (next > end) {
            report(
                new Difference("checkpoints", NO_SHIPMENT, shard, column, next, end + " at most"));
          }
        });
  }
}
