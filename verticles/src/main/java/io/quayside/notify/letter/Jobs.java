package io.quayside.notify.letter;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.notify.letter.Job.Kind;
import io.quayside.notify.letter.Job.State;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs bulk redrives and discards, one at a time of a tenant. Confined to one event loop. */
public final class Jobs {
  private static final long UPDATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A job that has not been written for so long asks whether it still runs before it goes on. */
  private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private static final long AGAIN_MILLIS = 1_000;

  /** How much of what it is behind its rate a job catches up with at once. */
  private static final long BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Letters under way, at most. */
  private static final int MAX_UNDER_WAY = 200;

  private static final long FULL_MILLIS = 10;

  private final JobStore store;
  private final Letters letters;
  private final Scheduler scheduler;

  public Jobs(Pool pool, Letters letters, Scheduler scheduler) {
    this.store = new JobStore(pool);
    this.letters = letters;
    this.scheduler = scheduler;
  }

  /**
   * What a caller asks for.
   *
   * @param reason of a discard
   * @param perSecond letters a second
   */
  public record Wanted(
      String tenant, String caller, Kind kind, @Nullable String reason, int perSecond) {}

  /** A job, or null. */
  public Future<@Nullable Job> job(String jobId) {
    return store.job(jobId);
  }

  /** Starts a job of these letters; fails with {@code limit-reached} while another one runs. */
  public Future<Job> start(String jobId, Wanted wanted, List<KeptLetter> matched) {
    return store
        .start(jobId, wanted.tenant, wanted.caller, wanted.kind, matched.size())
        .compose(
            started -> {
              if (!started) {
                return Future.failedFuture(
                    new Problem(ProblemCode.LIMIT_REACHED, "A job of the tenant is running")
                        .toException());
              }
              new Run(jobId, wanted, matched).next();
              return store.job(jobId);
            });
  }

  private final class Run {
    private final String jobId;
    private final Wanted wanted;
    private final Queue<KeptLetter> left;
    private long dueNanos = scheduler.nanoTime();
    private long writtenNanos = dueNanos;
    private int underWay;
    private int done;
    private int refused;

    Run(String jobId, Wanted wanted, List<KeptLetter> matched) {
      this.jobId = jobId;
      this.wanted = wanted;
      this.left = new ArrayDeque<>(matched);
    }

    /** Begins the next letter, and waits for the time of the one behind it. */
    void next() {
      if (scheduler.nanoTime() - writtenNanos > STALE_NANOS) {
        renew();
        return;
      }
      KeptLetter letter = underWay < MAX_UNDER_WAY ? left.poll() : null;
      if (letter != null) {
        underWay++;
        handBack(letter).onComplete(after -> ended(true), failure -> ended(false));
        long now = scheduler.nanoTime();
        dueNanos += TimeUnit.SECONDS.toNanos(1) / wanted.perSecond;
        if (dueNanos - now < -BEHIND_NANOS) {
          dueNanos = now - BEHIND_NANOS;
        }
        long waitMillis = TimeUnit.NANOSECONDS.toMillis(dueNanos - now);
        scheduler.schedule(Math.max(1, waitMillis), this::next);
      } else if (!left.isEmpty()) {
        scheduler.schedule(FULL_MILLIS, this::next);
      } else if (underWay == 0) {
        write(State.DONE);
      }
      if (scheduler.nanoTime() - writtenNanos > UPDATE_NANOS) {
        write(State.RUNNING);
      }
    }

    /** The node stood still: the job may be stopped, and another one may do the rest. */
    private void renew() {
      store
          .update(jobId, State.RUNNING, done, refused)
          .onComplete(
              runs -> {
                writtenNanos = scheduler.nanoTime();
                if (runs) {
                  next();
                }
              },
              failure -> scheduler.schedule(AGAIN_MILLIS, this::renew));
    }

    private Future<KeptLetter> handBack(KeptLetter letter) {
      return wanted.reason == null
          ? letters.redrive(letter, wanted.caller, null)
          : letters.discard(letter, wanted.reason, wanted.caller, null);
    }

    private void ended(boolean handedBack) {
      underWay--;
      if (handedBack) {
        done++;
      } else {
        refused++;
      }
      if (left.isEmpty() && underWay == 0) {
        write(State.DONE);
      }
    }

    private void write(State state) {
      writtenNanos = scheduler.nanoTime();
      store
          .update(jobId, state, done, refused)
          .onComplete(
              runs -> {
                if (!runs) {
                  left.clear();
                }
              },
              failure -> Faults.report("writing a job", failure));
    }
  }
}
