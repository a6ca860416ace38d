package io.quayside.auth;

import io.quayside.common.scheduling.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key set of one issuer: fetched at the start, every 10 minutes, and for a key id that it does
 * not have, at most once in 30 s. It is kept while the issuer is away. May be used from every
 * thread.
 */
final class KeySource {
  static final long REFRESH_SECONDS = 600;
  static final long PAUSE_SECONDS = 30;

  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

  private final String issuerName;
  private final Scheduler scheduler;
  private final Supplier<Future<KeySet>> fetcher;

  private volatile @Nullable KeySet current;

  /** The fetch under way; completes, and never fails, when it has ended. */
  private @Nullable Future<Void> fetching;

  private long fetchedAtNanos;

  /** Before this time no fetch starts. The one at the start does not count. */
  private long pausedUntilNanos;

  /** {@code fetcher} is called on the scheduler's event loop. */
  KeySource(String issuerName, Scheduler scheduler, Supplier<Future<KeySet>> fetcher) {
    this.issuerName = issuerName;
    this.scheduler = scheduler;
    this.fetcher = fetcher;
    this.pausedUntilNanos = scheduler.nanoTime();
  }

  void start() {
    begin();
    scheduler.execute(
        () -> scheduler.scheduleEvery(TimeUnit.SECONDS.toMillis(PAUSE_SECONDS), this::look));
  }

  /** The newest key set; null if none could be fetched yet. */
  @Nullable KeySet current() {
    return current;
  }

  /**
   * Fetches the key set because a key is missing. Completes, and never fails, when the fetch has
   * ended; null if it is too early for another one.
   */
  synchronized @Nullable Future<Void> refresh() {
    if (fetching != null) {
      return fetching;
    }
    if (scheduler.nanoTime() - pausedUntilNanos < 0) {
      return null;
    }
    pausedUntilNanos = scheduler.nanoTime() + TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);
    return begin();
  }

  private void look() {
    boolean due;
    synchronized (this) {
      long age = scheduler.nanoTime() - fetchedAtNanos;
      due = current == null || age >= TimeUnit.SECONDS.toNanos(REFRESH_SECONDS);
    }
    if (due) {
      refresh();
    }
  }

  private synchronized Future<Void> begin() {
    Promise<Void> ended = Promise.promise();
    fetching = ended.future();
    fetchedAtNanos = scheduler.nanoTime();
    scheduler.execute(
        () ->
            // Composed, so that what the fetcher throws is a failure too.
            Future.succeededFuture()
                .compose(begun -> fetcher.get())
                .onComplete(
                    keys -> ended(ended, keys, null), failure -> ended(ended, null, failure)));
    return ended.future();
  }

  private static String reason(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    return message == null ? String.valueOf(failure) : message.replaceAll("\\s+", " ");
  }

  private void ended(Promise<Void> ended, @Nullable KeySet fetched, @Nullable Throwable failure) {
    KeySet former = current;
    synchronized (this) {
      fetching = null;
      if (fetched != null && (former == null || !former.isSame(fetched))) {
        current = fetched;
      }
    }
    if (fetched == null) {
      LOG.warn("keys of issuer {} not fetched: {}", issuerName, reason(failure));
    } else if (fetched.size() == 0) {
      LOG.warn("issuer {} has no key that can be used", issuerName);
    }
    ended.complete();
  }
}
