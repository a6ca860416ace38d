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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one partition in offset order, without gaps. Own appends come from their
 * acknowledgements as long as the offsets are consecutive: then nobody wrote in between, and the
 * acknowledgement is the reading back. Where they jump, what lies between is read from the log
 * first. Whoever consumes the feed cannot tell which it was. What a foreign writer has left there
 * without a shipment's id as its key is nobody's, and passed over.
 *
 * <p>Confined to one context; emits synchronously.
 */
public final class LogFeed<F> {
  private static final Logger LOG = LoggerFactory.getLogger(LogFeed.class);

  private final Log log;
  private final BiFunction<String, byte[], F> decode;
  private final Consumer<LogEntry<F>> consumer;
  private final Runnable onJump;

  private long next;
  private long target;
  private boolean reading;
  private int inFlight;
  private boolean looking;
  private long lookedAt = -1;

  /** Own appends that were acknowledged beyond a gap, by offset. */
  private final TreeMap<Long, Own> ahead = new TreeMap<>();

  private final List<Waiter> waiters = new ArrayList<>();

  /** Who appends, and is told what becomes of the record. */
  public interface Appending<F> {
    /** It is its turn in the feed, by its acknowledgement; stands for the feed's consumer. */
    void emitted(LogEntry<F> entry);

    /** The feed has emitted it, in this way or, as the log has it, to its consumer. */
    void done(long offset);

    /** The outcome is unknown; {@link #catchUp} then tells whether the record is there by now. */
    void failed(Throwable failure);
  }

  /** A record of ours, from its append until the feed has emitted it. */
  private final class Own implements Completable<Long> {
    final String key;
    final byte[] value;
    final F fact;
    final Appending<F> appending;

    Own(String key, byte[] value, F fact, Appending<F> appending) {
      this.key = key;
      this.value = value;
      this.fact = fact;
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
   * A feed that starts at offset {@code from}. {@code decode} makes a fact of a record's key and
   * value, and throws where it cannot; {@code onJump} is told of every gap to be read.
   */
  public LogFeed(
      Log log,
      long from,
      BiFunction<String, byte[], F> decode,
      Consumer<LogEntry<F>> consumer,
      Runnable onJump) {
    this.log = log;
    this.next = from;
    this.target = from;
    this.decode = decode;
    this.consumer = consumer;
    this.onJump = onJump;
  }

  /** The first offset that has not been emitted. */
  public long next() {
    return next;
  }

  /** Own appends whose outcome is not known yet. */
  public int inFlight() {
    return inFlight;
  }

  /**
   * Appends, and completes with the offset after the feed has emitted the record. A failure means
   * that the outcome is unknown; {@link #catchUp} then tells whether the record is there by now.
   */
  public Future<Long> append(String key, byte[] value, String traceparent, F fact) {
    Promise<Long> appended = Promise.promise();
    append(
        key,
        value,
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

  /** Appends, and tells somebody who knows what to do with the record without looking for it. */
  public void append(String key, byte[] value, String traceparent, F fact, Appending<F> appending) {
    inFlight++;
    log.append(key, value, traceparent, new Own(key, value, fact, appending));
  }

  /** Completes when everything that is in the log now has been emitted. */
  public Future<Void> catchUp() {
    return log.end().compose(this::reach);
  }

  /**
   * Looks whether another writer has been there; to be called now and then. Where own appends have
   * moved the feed on since the last look, they have shown it.
   */
  public void look() {
    if (!looking && inFlight == 0 && next == lookedAt) {
      looking = true;
      catchUp().onComplete(done -> looking = false);
    }
    lookedAt = next;
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
      // Read from the log before its acknowledgement came.
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
    if (reading || next >= target) {
      return;
    }
    reading = true;
    onJump.run();
    log.read(next, ahead.isEmpty() ? target : ahead.firstKey())
        .onComplete(
            chunk -> {
              reading = false;
              emitRead(chunk);
              advance();
            },
            failure -> {
              reading = false;
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
              new LogEntry<>(record.offset(), record.key(), record.value(), decode(record)));
        } else {
          LOG.error("record of no shipment: offset={}", record.offset());
        }
      }
    }
    next = Math.max(next, chunk.next());
  }

  private F decode(LogRecord record) {
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
    own.appending.emitted(new LogEntry<>(offset, own.key, own.value, own.fact));
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
