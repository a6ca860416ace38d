package io.quayside.notify.letter;

import io.quayside.common.problem.Faults;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.notify.letter.LetterRecord.Versioned;
import io.quayside.notify.letter.LetterStore.Placed;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Projects the topic of dead letters into PostgreSQL, for the shards that this node serves. Two
 * owners of a shard do no harm: records are applied by the counting rule. Confined to one event
 * loop.
 */
final class LetterFeed {
  private final IntFunction<KafkaLog> logs;
  private final LetterStore store;
  private final Map<Integer, KafkaLog> open = new HashMap<>();

  /** By shard, where its topic is read next; absent until the read model was asked. */
  private final Map<Integer, Long> next = new HashMap<>();

  private final Set<Integer> busy = new HashSet<>();
  private boolean asking;
  private boolean redriven = true;
  private boolean applied;

  LetterFeed(IntFunction<KafkaLog> logs, LetterStore store) {
    this.logs = logs;
    this.store = store;
  }

  /** Whether redrives may have been applied since the last call. */
  boolean takeRedriven() {
    boolean was = redriven;
    redriven = false;
    return was;
  }

  /** Whether records were applied since the last call. */
  boolean takeApplied() {
    boolean was = applied;
    applied = false;
    return was;
  }

  KafkaLog log(int shard) {
    return open.computeIfAbsent(shard, logs::apply);
  }

  /** Forgets how far a shard was read: another node may go on with it. */
  void forget(int shard) {
    next.remove(shard);
  }

  /** Reads what is new of these shards. */
  void look(Set<Integer> shards) {
    if (!next.keySet().containsAll(shards)) {
      ask(Set.copyOf(shards));
      return;
    }
    for (int shard : shards) {
      if (busy.add(shard)) {
        log(shard)
            .end()
            .compose(end -> read(shard, end))
            .onComplete(
                done -> busy.remove(shard),
                failure -> {
                  busy.remove(shard);
                  next.remove(shard);
                  Faults.report("projecting dead letters", failure);
                });
      }
    }
  }

  private void ask(Set<Integer> shards) {
    if (asking) {
      return;
    }
    asking = true;
    store
        .cursors()
        .onComplete(
            cursors -> {
              asking = false;
              shards.forEach(shard -> next.putIfAbsent(shard, cursors.getOrDefault(shard, 0L)));
              redriven = true;
            },
            failure -> {
              asking = false;
              Faults.report("reading how far dead letters are projected", failure);
            });
  }

  private Future<Void> read(int shard, long end) {
    Long from = next.get(shard);
    if (from == null || from >= end) {
      return Future.succeededFuture();
    }
    return log(shard)
        .read(from, end)
        .compose(
            chunk ->
                store
                    .apply(shard, placed(chunk.records()), chunk.next())
                    .onSuccess(
                        v -> {
                          next.replace(shard, chunk.next());
                          redriven |= !chunk.records().isEmpty();
                          applied |= !chunk.records().isEmpty();
                        }))
        .compose(v -> read(shard, end));
  }

  private static List<Placed> placed(List<LogRecord> records) {
    List<Placed> placed = new ArrayList<>(records.size());
    for (LogRecord record : records) {
      Versioned versioned = LetterRecord.decode(record.value());
      if (versioned != null) {
        placed.add(new Placed(record.offset(), record.caller(), versioned));
      }
    }
    return placed;
  }
}
