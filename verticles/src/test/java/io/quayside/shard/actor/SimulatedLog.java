package io.quayside.shard.actor;

import io.quayside.log.feed.Log;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedWorld.Host;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition in memory, written and read by several owners. Appends of one owner arrive and are
 * acknowledged in order; besides they may be lost, land although reported failed, land much later,
 * or land twice. Reads come in pieces of any size, and late.
 */
final class SimulatedLog {
  private static final int STRAGGLER_LANES = 8;
  private static final double STRAGGLER_SLOWNESS = 0.9;

  final List<LogRecordIn> records = new ArrayList<>();
  private final String name;
  private final SimulatedWorld world;
  private final Reader reader;
  private final Host stragglers = new Host(STRAGGLER_SLOWNESS);

  /** A record at the offset that is its index; {@code writer} is the owner who appended it. */
  record LogRecordIn(String key, byte[] value, String caller, int writer) {}

  /** Knows all that is sent and all that is there. */
  interface Reader {
    /** An owner has sent a record, which may never arrive. */
    void sent(LogRecordIn record);

    /** A record stands in the log. */
    void read(long offset, LogRecordIn record);
  }

  SimulatedLog(String name, SimulatedWorld world, Reader reader) {
    this.name = name;
    this.world = world;
    this.reader = reader;
  }

  long end() {
    return records.size();
  }

  private long add(LogRecordIn record) {
    long offset = records.size();
    records.add(record);
    world.trace(() -> name + "[" + offset + "] by " + record.writer + " of " + record.key);
    reader.read(offset, record);
    return offset;
  }

  /** The lane of {@code wire} that carries an owner's appends. */
  String appends() {
    return name + ".append";
  }

  /**
   * The log as one owner reaches it: {@code host} is its process, {@code wire} what it has sent.
   */
  Log of(int writer, Host host, Host wire) {
    return new View(writer, host, wire);
  }

  private final class View implements Log {
    private final int writer;
    private final Host host;
    private final Host wire;

    View(int writer, Host host, Host wire) {
      this.writer = writer;
      this.host = host;
      this.wire = wire;
    }

    @Override
    public void append(
        String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
      LogRecordIn record = new LogRecordIn(key, value, caller, writer);
      reader.sent(record);
      world.later(wire, appends(), () -> arrive(record, appended));
    }

    private void arrive(LogRecordIn record, Completable<Long> appended) {
      Weather weather = world.weather;
      if (world.strikes(weather.lost())) {
        fail(appended, Kind.APPENDS_LOST);
      } else if (world.strikes(weather.landed())) {
        add(record);
        fail(appended, Kind.APPENDS_LANDED_UNKNOWN);
      } else if (world.strikes(weather.straggling())) {
        fail(appended, Kind.APPENDS_STRAGGLING);
        String lane = "lane" + world.random.nextInt(STRAGGLER_LANES);
        world.later(stragglers, lane, () -> add(record));
      } else {
        long offset = add(record);
        if (world.strikes(weather.doubled())) {
          world.coverage.add(Kind.APPENDS_DOUBLED);
          add(record);
        }
        world.later(host, name + ".ack", () -> appended.succeed(offset));
      }
    }

    private void fail(Completable<Long> appended, Kind how) {
      world.coverage.add(how);
      world.later(host, name + ".ack", () -> appended.fail("no acknowledgement"));
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      Promise<Chunk> promise = Promise.promise();
      world.later(wire, name + ".read", () -> answer(from, to, promise));
      return promise.future();
    }

    private void answer(long from, long to, Promise<Chunk> promise) {
      long end = Math.min(to, records.size());
      long until = end <= from ? from : from + 1 + world.random.nextInt((int) (end - from));
      List<LogRecord> chunk = new ArrayList<>();
      for (long offset = from; offset < until; offset++) {
        LogRecordIn record = records.get((int) offset);
        chunk.add(new LogRecord(offset, record.key, record.value, record.caller));
      }
      world.later(host, name + ".read", () -> promise.complete(new Chunk(chunk, until)));
    }

    @Override
    public Future<Long> end() {
      Promise<Long> promise = Promise.promise();
      world.later(
          wire,
          name + ".read",
          () -> {
            long end = records.size();
            world.later(host, name + ".read", () -> promise.complete(end));
          });
      return promise.future();
    }
  }
}
