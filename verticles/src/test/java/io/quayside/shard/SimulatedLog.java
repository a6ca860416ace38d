package io.quayside.shard;

import io.quayside.log.Log;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A partition in memory, written and read by several owners. Appends of one owner arrive and are
 * acknowledged in order; besides they may be lost, land although reported failed, land much later,
 * or land twice. Reads come in pieces of any size, and late.
 */
final class SimulatedLog {
  final List<LogRecordIn> records = new ArrayList<>();
  private final SimulatedWorld world;
  private final Consumer<LogRecordIn> onAppend;

  /** A record at the offset that is its index. */
  record LogRecordIn(String key, byte[] value) {}

  SimulatedLog(SimulatedWorld world, Consumer<LogRecordIn> onAppend) {
    this.world = world;
    this.onAppend = onAppend;
  }

  private long add(String key, byte[] value) {
    LogRecordIn record = new LogRecordIn(key, value);
    records.add(record);
    onAppend.accept(record);
    return records.size() - 1;
  }

  /** The log as one owner reaches it. */
  Log of(String owner) {
    return new View(owner);
  }

  private final class View implements Log {
    private final String owner;

    View(String owner) {
      this.owner = owner;
    }

    @Override
    public Future<Long> append(String key, byte[] value, String traceparent) {
      Promise<Long> promise = Promise.promise();
      world.later(owner + ".append", () -> arrive(key, value, promise));
      return promise.future();
    }

    private void arrive(String key, byte[] value, Promise<Long> promise) {
      if (world.strikes(0.04)) {
        fail(promise);
      } else if (world.strikes(0.04)) {
        add(key, value);
        fail(promise);
      } else if (world.strikes(0.04)) {
        fail(promise);
        world.later("straggler" + world.random.nextInt(8), () -> add(key, value));
      } else {
        long offset = add(key, value);
        if (world.strikes(0.04)) {
          add(key, value);
        }
        world.later(owner + ".ack", () -> promise.complete(offset));
      }
    }

    private void fail(Promise<Long> promise) {
      world.later(owner + ".ack", () -> promise.fail("no acknowledgement"));
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      Promise<Chunk> promise = Promise.promise();
      world.later(owner + ".read", () -> answer(from, to, promise));
      return promise.future();
    }

    private void answer(long from, long to, Promise<Chunk> promise) {
      long end = Math.min(to, records.size());
      long until = end <= from ? from : from + 1 + world.random.nextInt((int) (end - from));
      List<LogRecord> chunk = new ArrayList<>();
      for (long offset = from; offset < until; offset++) {
        LogRecordIn record = records.get((int) offset);
        chunk.add(new LogRecord(offset, record.key, record.value));
      }
      world.later(owner + ".read", () -> promise.complete(new Chunk(chunk, until)));
    }

    @Override
    public Future<Long> end() {
      Promise<Long> promise = Promise.promise();
      world.later(
          owner + ".read",
          () -> {
            long end = records.size();
            world.later(owner + ".read", () -> promise.complete(end));
          });
      return promise.future();
    }
  }
}
