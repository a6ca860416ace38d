package io.quayside.shard.replication;

import io.vertx.core.Future;
import java.util.Map;

/**
 * Copies of a shard's entries on other members, for its next owner: windows of devices and outcomes
 * of commands, by name. It may lose any entry at any time, and two nodes may write at once. Futures
 * complete on the caller's context; a failure means that nothing is known.
 */
public interface Replica {
  /** The replica of a shard that has no copies. */
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

  /** Whether another member keeps copies. */
  boolean kept();

  /**
   * Changes when this member merges into the other part of a split cluster: the entries are those
   * of that part from then on, without what was saved here during the split.
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
