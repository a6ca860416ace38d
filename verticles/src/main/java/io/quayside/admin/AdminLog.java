package io.quayside.admin;

import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.LogRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic {@code quayside-admin} from its start into a store, then follows it by asking for
 * its end every {@value #LOOK_MILLIS} ms. Used on the scheduler's event loop but for {@link #start}
 * and {@link #close}.
 */
public final class AdminLog {
  static final long LOOK_MILLIS = 250;

  private static final Logger LOG = LoggerFactory.getLogger(AdminLog.class);

  private final Scheduler scheduler;
  private final Log log;
  private final ObjectStore store;
  private Listener listener = (key, version, offset, value) -> {};
  private @Nullable Cancellable timer;

  /** Whether an end was asked for and is not reached yet. */
  private boolean looking;

  private boolean closing;

  /** Completed when the end is reached that is asked for next. */
  private List<Promise<Void>> waiting = new ArrayList<>();

  /** The offset of the next record to be applied. */
  private long next;

  /** Hears of the records that count. */
  interface Listener {
    void counted(String key, int version, long offset, byte[] value);
  }

  public AdminLog(Scheduler scheduler, Log log, ObjectStore store) {
    this.scheduler = scheduler;
    this.log = log;
    this.store = store;
  }

  void listen(Listener counted) {
    listener = counted;
  }

  /** Whether the record at an offset has been applied. */
  boolean isApplied(long offset) {
    return offset < next;
  }

  /** Reads the log to its end, then follows it; completes when the end is reached. */
  public Future<Void> start() {
    Promise<Void> started = Promise.promise();
    scheduler.execute(
        () -> {
          timer = scheduler.scheduleEvery(LOOK_MILLIS, this::look);
          caughtUp().onSuccess(v -> report()).onComplete(started);
        });
    return started.future();
  }

  /** Stops following. What is being read is left to the closing of its reader. */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    scheduler.execute(
        () -> {
          closing = true;
          if (timer != null) {
            timer.cancel();
          }
          closed.complete();
        });
    return closed.future();
  }

  private void report() {
    Map<String, Long> byKid = store.secretsByKid();
    LOG.info(
        "administration read: records={} objects={} secretsByKid={} keys={}",
        next,
        store.size(),
        byKid,
        store.secretKeys().kids());
    long unreadable = store.unreadableSecrets();
    if (unreadable > 0) {
      LOG.warn(
          "secrets that no key of secrets.key-file opens: {}; what they allowed is refused until a"
              + " rotation makes new ones",
          unreadable);
    }
  }

  /** Completes when every record has been applied that is in the log now. */
  Future<Void> caughtUp() {
    Promise<Void> caughtUp = Promise.promise();
    waiting.add(caughtUp);
    look();
    return caughtUp.future();
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    List<Promise<Void>> served = waiting;
    waiting = new ArrayList<>();
    long asked = scheduler.nanoTime();
    log.end()
        .compose(this::readTo)
        .onComplete(
            v -> {
              store.reached(asked);
              served.forEach(Promise::complete);
              looked();
            },
            failure -> {
              // The log fails when it is closed; otherwise the next look reads again.
              if (!closing) {
                Faults.report("reading the administration", failure);
              }
              waiting.addAll(served);
              looking = false;
            });
  }

  private void looked() {
    looking = false;
    if (!waiting.isEmpty()) {
      look();
    }
  }

  private Future<Void> readTo(long end) {
    if (next >= end) {
      return Future.succeededFuture();
    }
    return log.read(next, end)
        .compose(
            chunk -> {
              chunk.records().forEach(this::apply);
              next = chunk.next();
              return readTo(end);
            });
  }

  private void apply(LogRecord record) {
    int version = store.apply(record.key(), record.value());
    if (version > 0) {
      listener.counted(
          Objects.requireNonNull(record.key()),
          version,
          record.offset(),
          Objects.requireNonNull(record.value()));
    }
    next = record.offset() + 1;
  }
}
