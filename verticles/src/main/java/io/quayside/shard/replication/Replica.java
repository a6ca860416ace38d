package io.quayside.shard.replication;

import io.vertx.core.Future;
import java.util.Map;

/**
 * What the other members keep of a shard for whoever runs it next: windows of devices, and outcomes
 * of commands, under names. It may forget anything at any time, and be written by two nodes at
 * once. Futures complete on the caller's context; a failure means that nothing is known.
 */
public interface Replica {
  /** For a shard of which nobody keeps anything. */
  Replica NONE =
      new Replica() {
        @Override
        public boolean kept() {
          return false;
        }

        @Override
        public int merges() {
          return 0;
        }

        @Override
        public Future<byte[]> window(String name) {
          return Future.succeededFuture();
        }

        @Override
        public Future<byte[]> outcome(String name) {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> saveWindows(Map<String, byte[]> windows) {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> saveOutcomes(Map<String, byte[]> outcomes) {
          return Future.succeededFuture();
        }
      };

  /** Whether there is another member, so that saving is of use. */
  boolean kept();

  /**
   * Changes when this member has been taken in by the other part of a split cluster: from then on
   * what is kept is what that part had, so that what was saved here meanwhile is not there.
   */
  int merges();

  /** The window of that name, or null. */
  Future<byte[]> window(String name);

  /** The outcome of that name, or null. */
  Future<byte[]> outcome(String name);

  /** Completes when another member has them too. */
  Future<Void> saveWindows(Map<String, byte[]> windows);

  /** Completes when another member has them too. */
  Future<Void> saveOutcomes(Map<String, byte[]> outcomes);
}
