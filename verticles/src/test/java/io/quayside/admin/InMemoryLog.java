package io.quayside.admin;

import io.quayside.common.scheduling.ManualScheduler;
import io.quayside.log.feed.Log;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition in memory, shared by all nodes of a test. Appends and reads complete in a later turn
 * of the scheduler.
 */
final class InMemoryLog implements Log {
  final List<LogRecord> records = new ArrayList<>();
  private final ManualScheduler scheduler;

  /** Whether the log answers; while it does not, nothing completes. */
  boolean reachable = true;

  /** What happens to appends. */
  Fate fate = Fate.ACKNOWLEDGED;

  enum Fate {
    ACKNOWLEDGED,
    /** The record is in the log, and the append is reported as failed. */
    LANDED_UNKNOWN,
    /** The record is not in the log, and the append is reported as failed. */
    LOST
  }

  InMemoryLog(ManualScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Adds a record at once. */
  void add(String key, byte[] value) {
    records.add(new LogRecord(records.size(), key, value, null));
  }

  @Override
  public void append(
      String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
    Fate given = fate;
    if (given != Fate.LOST) {
      add(key, value);
    }
    long offset = records.size() - 1L;
    scheduler.execute(
        () -> {
          if (given == Fate.ACKNOWLEDGED) {
            appended.succeed(offset);
          } else {
            appended.fail("no acknowledgement");
          }
        });
  }

  @Override
  public Future<Chunk> read(long from, long to) {
    Promise<Chunk> chunk = Promise.promise();
    // One record at a time, so that other tasks run between them.
    scheduler.execute(() -> chunk.complete(new Chunk(List.of(records.get((int) from)), from + 1)));
    return chunk.future();
  }

  @Override
  public Future<Long> end() {
    Promise<Long> end = Promise.promise();
    scheduler.execute(() -> answerEnd(end));
    return end.future();
  }

  private void answerEnd(Promise<Long> end) {
    if (reachable) {
      end.complete((long) records.size());
    } else {
      scheduler.schedule(100, () -> answerEnd(end));
    }
  }
}
