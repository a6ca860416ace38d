package io.quayside.shard.actor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A partition in memory, which answers at once, or when it is told to. */
final class MemoryLog implements Log {
  final List<LogRecord> records = new ArrayList<>();
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean holding;

  void holdAnswers() {
    holding = true;
  }

  /** Gives the answers one after another: what an answer leads to is held behind it. */
  void release() {
    while (!held.isEmpty()) {
      held.remove().run();
    }
    holding = false;
  }

  /** A record of a foreign writer. */
  void add(String key, String value) {
    records.add(new LogRecord(records.size(), key, value.getBytes(UTF_8), null));
  }

  @Override
  public void append(
      String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
    long offset = records.size();
    records.add(new LogRecord(offset, key, value, caller));
    if (holding) {
      held.add(() -> appended.succeed(offset));
    } else {
      appended.succeed(offset);
    }
  }

  @Override
  public Future<Chunk> read(long from, long to) {
    return Future.succeededFuture(
        new Chunk(List.copyOf(records.subList((int) from, (int) to)), to));
  }

  @Override
  public Future<Long> end() {
    return Future.succeededFuture((long) records.size());
  }
}
