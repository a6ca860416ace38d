package io.quayside.edge.live;

import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Ends the live connections of an event loop whose credentials no longer hold: within 200 ms after
 * this node has learnt of the revocation. Connections are looked at only when an administration
 * object has changed. Confined to its event loop.
 */
public final class GrantWatch {
  private static final long PERIOD_MILLIS = 200;

  private final Scheduler scheduler;
  private final Authenticator authenticator;
  private final LongSupplier changes;
  private final InstantSource clock;
  private final Cancellable timer;
  private final Set<Holder> holders = new LinkedHashSet<>();

  /** The count of changes that all holders were last judged at. */
  private long judgedAt;

  /** A connection that lives as long as its grant. */
  public interface Holder {
    Grant grant();

    /** The grant no longer holds, or cannot be judged; called once, after it was removed. */
    void lost(CloseCode why);
  }

  /** {@code changes} counts the changes of the administration's objects. */
  public GrantWatch(
      Scheduler scheduler, Authenticator authenticator, LongSupplier changes, InstantSource clock) {
    this.scheduler = scheduler;
    this.authenticator = authenticator;
    this.changes = changes;
    this.clock = clock;
    this.judgedAt = changes.getAsLong();
    this.timer = scheduler.scheduleEvery(PERIOD_MILLIS, this::look);
  }

  /** Watches the grant of a connection. One that was revoked meanwhile is lost in the next turn. */
  public void add(Holder holder) {
    holders.add(holder);
    if (!holder.grant().isValid()) {
      scheduler.execute(() -> judge(holder));
    }
  }

  /** Watches a connection no more. */
  public void remove(Holder holder) {
    holders.remove(holder);
  }

  /** Stops watching. */
  public void close() {
    timer.cancel();
  }

  private void look() {
    if (!authenticator.isAvailable()) {
      // This node may not know of a revocation; another one may.
      List.copyOf(holders).forEach(holder -> lose(holder, CloseCode.UNAVAILABLE));
      return;
    }
    long now = changes.getAsLong();
    if (now != judgedAt) {
      judgedAt = now;
      List.copyOf(holders).forEach(this::judge);
    }
  }

  private void judge(Holder holder) {
    if (!holders.contains(holder)) {
      return;
    }
    Grant grant = holder.grant();
    if (!grant.isValid()) {
      Instant until = grant.until();
      boolean ended = until != null && !clock.instant().isBefore(until);
      lose(holder, ended ? CloseCode.CREDENTIALS_ENDED : CloseCode.UNAUTHORISED);
    }
  }

  private void lose(Holder holder, CloseCode why) {
    holders.remove(holder);
    holder.lost(why);
  }
}
