package io.quayside.edge;

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
final class Errands {
  /** Before the first and behind the last. */
  private final Errand ends = new Errand(null, -1, 0, null);

  Errands() {
    ends.before = ends;
    ends.after = ends;
  }

  /** One request on its way; {@code attempt} tells a late failure from the one that counts. */
  static final class Errand {
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

    private Errand before;
    private Errand after;

    Errand(ShardRequest request, int shard, long deadlineNanos, Completable<ShardAnswer> caller) {
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
  void finish(Errand errand, ShardAnswer answer, Throwable defect) {
    remove(errand);
    if (errand.caller != null) {
      Completable<ShardAnswer> caller = errand.caller;
      errand.caller = null;
      caller.complete(answer, defect);
    }
  }

  /** Adds one whose deadline is no earlier than the others'. */
  void add(Errand errand) {
    errand.before = ends.before;
    errand.after = ends;
    ends.before.after = errand;
    ends.before = errand;
  }

  private static void remove(Errand errand) {
    if (errand.after != null) {
      errand.before.after = errand.after;
      errand.after.before = errand.before;
      errand.before = null;
      errand.after = null;
    }
  }

  /** The one whose deadline comes first, or null. */
  Errand first() {
    return ends.after == ends ? null : ends.after;
  }

  /** All of them, as they are now. */
  List<Errand> all() {
    List<Errand> all = new ArrayList<>();
    for (Errand errand = ends.after; errand != ends; errand = errand.after) {
      all.add(errand);
    }
    return all;
  }
}
