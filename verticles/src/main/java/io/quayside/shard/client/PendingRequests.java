package io.quayside.shard.client;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The requests of an event loop that are on their way to shards, in the order of their deadlines.
 * They are linked to each other, so that one that has its answer goes without being looked for.
 */
final class PendingRequests {
  /** Before the first and behind the last. */
  private final PendingRequest ends = new PendingRequest(null, -1, 0, null);

  PendingRequests() {
    ends.before = ends;
    ends.after = ends;
  }

  /** One request on its way; {@code attempt} tells a late failure from the one that counts. */
  static final class PendingRequest {
    final int shard;
    final long deadlineNanos;
    ShardRequest request;

    /** The other node that has the request, or null. */
    UUID asked;

    int attempt;
    int refusals;
    String lastFailure = "no owner is known";

    /** Null when it has been told. */
    private Completable<ShardAnswer> caller;

    private PendingRequest before;
    private PendingRequest after;

    PendingRequest(
        ShardRequest request, int shard, long deadlineNanos, Completable<ShardAnswer> caller) {
      this.caller = caller;
      this.request = request;
      this.shard = shard;
      this.deadlineNanos = deadlineNanos;
    }

    /** Whether the caller has been told. */
    boolean isDone() {
      return caller == null;
    }
  }

  /** Tells the caller, if it has not been told, and takes the errand out. */
  void finish(PendingRequest pending, ShardAnswer answer, Throwable defect) {
    remove(pending);
    if (pending.caller != null) {
      Completable<ShardAnswer> caller = pending.caller;
      pending.caller = null;
      caller.complete(answer, defect);
    }
  }

  /** Adds one whose deadline is no earlier than the others'. */
  void add(PendingRequest pending) {
    pending.before = ends.before;
    pending.after = ends;
    ends.before.after = pending;
    ends.before = pending;
  }

  private static void remove(PendingRequest pending) {
    if (pending.after != null) {
      pending.before.after = pending.after;
      pending.after.before = pending.before;
      pending.before = null;
      pending.after = null;
    }
  }

  /** The one whose deadline comes first, or null. */
  PendingRequest first() {
    return ends.after == ends ? null : ends.after;
  }

  /** All of them, as they are now. */
  List<PendingRequest> all() {
    List<PendingRequest> all = new ArrayList<>();
    for (PendingRequest pending = ends.after; pending != ends; pending = pending.after) {
      all.add(pending);
    }
    return all;
  }
}
