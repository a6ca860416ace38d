package io.quayside.log.feed;

import io.quayside.common.identity.CommandId;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits the records of one partition in offset order, without gaps. An own append is emitted at its
 * acknowledgement if its offset is the next one: no other writer has appended since, so the
 * acknowledgement is the read-back. Otherwise the feed first reads the gap from the log. Consumers
 * see no difference. Records whose keys are not shipment ids come from foreign writers: the
 * consumer does not see them.
 *
 * <p>Confined to one context; emits synchronously.
 */
public final class LogFeed<F> {
  private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);

  private final Log log;
  private final BiFunction<String, byte[], F> decode;
  private final Consumer<LogEntry<F>> consumer;
  private final Consumer<LogRecord> nobodys;
  private final Runnable onJump;
  private final BooleanSupplier isFull;

  private long next;

  /** The offset up to which the log is to be read. */
  private long target;

  private boolean readUnderWay;
  private int inFlight;
  private boolean endCheckUnderWay;
  private long nextAtLastEndCheck = -1;

  /** Own appends that were acknowledged beyond a gap, by offset. */
  private final TreeMap<Long, Own> ahead = new TreeMap<>();

  private final List<Waiter> waiters = new ArrayList<>();

  /** The source of an own append, which is called with its outcome. */
  public interface Appending<F> {
    /** The record is next in the feed, by its acknowledgement; called instead of the consumer. */
    void emitted(LogEntry<F> entry);

    /** The feed has emitted the record: here, or to its consumer after it was read from the log. */
    void done(long offset);

    /** The outcome is unknown; {@link #catchUp} then tells whether the record is there by now. */
    void failed(Throwable failure);
  }

  /** An own record, from its append until the feed has emitted it. */
  private final class Own implements Completable<Long> {
    final String key;
    final byte[] value;
    final F fact;
    final String caller;
    final Appending<F> appending;

    Own(String key, byte[] value, F fact, String caller, Appending<F> appending) {
      this.key = key;
      this.value = value;
      this.fact = fact;
      this.caller = caller;
      this.appending = appending;
    }

    @Override
    public void complete(Long offset, Throwable failure) {
      inFlight--;
      if (failure == null) {
        acknowledged(offset, this);
      } else {
        appending.failed(failure);
      }
    }
  }

  private record Waiter(long target, Promise<Void> reached) {}

  /**
   * A feed that starts at offset {@code from}. {@code decode} turns a record's key and value into a
   * fact, or throws; {@code nobodys} is told of records whose key is no shipment's id; {@code
   * onJump} runs before each read of a gap. While the consumer {@code isFull}, others' records are
   * left in the log, until {@link #readOn}: after a loss of the read models there may be millions.
   */
  public LogFeed(
      Log log,
      long from,
      BiFunction<String, byte[], F> decode,
      Consumer<LogEntry<F>> consumer,
      Consumer<LogRecord> nobodys,
      Runnable onJump,
      BooleanSupplier isFull) {
    this.log = log;
    this.next = from;
    this.target = from;
    this.decode = decode;
    this.consumer = consumer;
    this.nobodys = nobodys;
    this.onJump = onJump;
    this.isFull = isFull;
  }

  /** The first offset that has not been emitted. */
  public long next() {
    return next;
  }

  /** Own appends without a known outcome. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * Appends, and completes with the offset after the feed has emitted the record. A failure means
   * that the outcome is unknown; {@link #catchUp} then tells whether the record is there by now.
   */
  public Future<Long> append(
      String key, byte[] value, String caller, @Nullable String traceparent, F fact) {
    Promise<Long> appended = Promise.promise();
    append(
        key,
        value,
        caller,
        traceparent,
        fact,
        new Appending<>() {
          @Override
          public void emitted(LogEntry<F> entry) {
            consumer.accept(entry);
          }

          @Override
          public void done(long offset) {
            appended.complete(offset);
          }

          @Override
          public void failed(Throwable failure) {
            appended.fail(failure);
          }
        });
    return appended.future();
  }

  /** As {@link #append(String, byte[], String, String, Object)}, without a future or a search. */
  public void append(
      String key,
      byte[] value,
      String caller,
      @Nullable String traceparent,
      F fact,
      Appending<F> appending) {
    inFlight++;
    log.append(key, value, caller, traceparent, new Own(key, value, fact, caller, appending));
  }

  /** Completes when every record that the log has now was emitted. */
  public Future<Void> catchUp() {
    return log.end().compose(this::reach);
  }

  /**
   * Reads what other writers have appended; to be called periodically. Does nothing if the feed has
   * moved since the last call: its own appends show gaps.
   */
  public void checkEnd() {
    if (!endCheckUnderWay && inFlight == 0 && next == nextAtLastEndCheck) {
      endCheckUnderWay = true;
      catchUp().onComplete(done -> endCheckUnderWay = false);
    }
    nextAtLastEndCheck = next;
  }

  /** Goes on with what was left in the log; to be called when there may be room again. */
  public void readOn() {
    if (next < target) {
      advance();
    }
  }

  private Future<Void> reach(long end) {
    if (next >= end) {
      return Future.succeededFuture();
    }
    Promise<Void> reached = Promise.promise();
    waiters.add(new Waiter(end, reached));
    target = Math.max(target, end);
    advance();
    return reached.future();
  }

  private void acknowledged(long offset, Own own) {
    if (offset < next) {
      // It was read from the log before its acknowledgement came.
      own.appending.done(offset);
    } else if (offset == next) {
      emitOwn(offset, own);
      if (!ahead.isEmpty() || !waiters.isEmpty()) {
        advance();
      }
    } else {
      ahead.put(offset, own);
      target = Math.max(target, offset);
      advance();
    }
  }

  private void advance() {
    drainAhead();
    completeWaiters();
    if (readUnderWay || next >= target) {
      return;
    }
    // An own append behind a gap does not wait: its answer is due.
    if (ahead.isEmpty() && isFull.getAsBoolean()) {
      return;
    }
    readUnderWay = true;
    onJump.run();
    log.read(next, ahead.isEmpty() ? target : ahead.firstKey())
        .onComplete(
            chunk -> {
              readUnderWay = false;
              emitRead(chunk);
              advance();
            },
            failure -> {
              readUnderWay = false;
              List<Waiter> failed = List.copyOf(waiters);
              waiters.clear();
              failed.forEach(w -> w.reached.fail(failure));
            });
  }

  private void emitRead(Chunk chunk) {
    for (LogRecord record : chunk.records()) {
      if (record.offset() >= next) {
        next = record.offset() + 1;
        if (record.key() != null && CommandId.isShipmentId(record.key())) {
          consumer.accept(
              new LogEntry<>(
                  record.offset(), record.key(), record.value(), decode(record), record.caller()));
        } else {
          nobodys.accept(record);
        }
      }
    }
    next = Math.max(next, chunk.next());
  }

  private @Nullable F decode(LogRecord record) {
    try {
      return decode.apply(record.key(), record.value());
    } catch (RuntimeException e) {
      LOG.error(
          "undecodable record: offset={} shipmentId={} cause={}",
          record.offset(),
          record.key(),
          e.toString());
      return null;
    }
  }

  private void drainAhead() {
    while (!ahead.isEmpty() && ahead.firstKey() <= next) {
      var first = ahead.pollFirstEntry();
      if (first.getKey() == next) {
        emitOwn(first.getKey(), first.getValue());
      } else {
        first.getValue().appending.done(first.getKey());
      }
    }
  }

  private void emitOwn(long offset, Own own) {
    next = offset + 1;
    own.appending.emitted(new LogEntry<>(offset, own.key, own.value, own.fact, own.caller));
    own.appending.done(offset);
  }

  private void completeWaiters() {
    if (waiters.isEmpty()) {
      return;
    }
    List<Waiter> done = waiters.stream().filter(w -> w.target <= next).toList();
    waiters.removeAll(done);
    done.forEach(w -> w.reached.complete());
  }
}
