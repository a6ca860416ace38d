package io.quayside.shard.client;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The unanswered requests of one event loop in the order of their deadlines: a doubly linked list,
 * so that a request is removed without a search.
 */
final class PendingRequests {
  /** Before the first request and behind the last. */
  private final PendingRequest sentinel = new PendingRequest(null, -1, 0, null);

  PendingRequests() {
    sentinel.before = sentinel;
    sentinel.after = sentinel;
  }

  /** One request and the state of its attempts. */
  static final class PendingRequest {
    final int shard;
    final long deadlineNanos;
    ShardRequest request;

    /** The node that has the current attempt; null between two attempts. */
    UUID askedNode;

    /** The number of the current attempt: a failure of an earlier attempt is ignored. */
    int attempt;

    /** Attempts that did not reach a node that serves the shard. */
    int refusals;

    String lastFailure = "no owner is known";

    /** Null once it is completed. */
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

    boolean isCompleted() {
      return caller == null;
    }
  }

  /** Removes a request and completes its caller, unless that has happened before. */
  void complete(PendingRequest pending, ShardAnswer answer, Throwable defect) {
    remove(pending);
    if (pending.caller != null) {
      Completable<ShardAnswer> caller = pending.caller;
      pending.caller = null;
      caller.complete(answer, defect);
    }
  }

  /** Adds a request whose deadline is not before the deadlines of the others. */
  void add(PendingRequest pending) {
    pending.before = sentinel.before;
    pending.after = sentinel;
    sentinel.before.after = pending;
    sentinel.before = pending;
  }

  private static void remove(PendingRequest pending) {
    if (pending.after != null) {
      pending.before.after = pending.after;
      pending.after.before = pending.before;
      pending.before = null;
      pending.after = null;
    }
  }

  /** The request with the earliest deadline, or null. */
  PendingRequest first() {
    return sentinel.after == sentinel ? null : sentinel.after;
  }

  /** A copy of the list. */
  List<PendingRequest> all() {
    List<PendingRequest> all = new ArrayList<>();
    for (PendingRequest p = sentinel.after; p != sentinel; p = p.after) {
      all.add(p);
    }
    return all;
  }
}
