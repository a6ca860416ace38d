package io.quayside.shard.client;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The unanswered requests of one event loop in the order of their deadlines: a doubly linked list,
 * so that a request is removed without a search.
 */
final class PendingRequests {
  /** Before the first request and behind the last. */
  private final Link sentinel = new Link();

  /** A place in the list; one outside it is linked to itself. */
  private static class Link {
    private Link before = this;
    private Link after = this;

    void unlink() {
      before.after = after;
      after.before = before;
      before = this;
      after = this;
    }
  }

  /** One request and the state of its attempts. */
  static final class PendingRequest extends Link {
    final int shard;
    final long deadlineNanos;
    ShardRequest request;

    /** The node that has the current attempt; null between two attempts. */
    @Nullable UUID askedNode;

    /** The number of the current attempt: a failure of an earlier attempt is ignored. */
    int attempt;

    /** Attempts that did not reach a node that serves the shard. */
    int refusals;

    String lastFailure = "no owner is known";

    /** Null once it is completed. */
    private @Nullable Completable<ShardAnswer> caller;

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
  void complete(PendingRequest pending, @Nullable ShardAnswer answer, @Nullable Throwable defect) {
    pending.unlink();
    if (pending.caller != null) {
      Completable<ShardAnswer> caller = pending.caller;
      pending.caller = null;
      caller.complete(answer, defect);
    }
  }

  /** Adds a request whose deadline is not before the deadlines of the others. */
  void add(PendingRequest pending) {
    Link link = pending;
    link.before = sentinel.before;
    link.after = sentinel;
    sentinel.before.after = link;
    sentinel.before = link;
  }

  /** The request with the earliest deadline, or null. */
  @Nullable PendingRequest first() {
    return sentinel.after instanceof PendingRequest first ? first : null;
  }

  /** A copy of the list. */
  List<PendingRequest> all() {
    List<PendingRequest> all = new ArrayList<>();
    for (Link link = sentinel.after; link instanceof PendingRequest pending; link = link.after) {
      all.add(pending);
    }
    return all;
  }
}
