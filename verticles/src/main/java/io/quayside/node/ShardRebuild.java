package io.quayside.node;

import io.quayside.readmodel.Checkpoint;
import io.quayside.readmodel.Generation;
import io.quayside.readmodel.Generations.Known;
import io.quayside.readmodel.ShardGenerations;
import io.quayside.readmodel.ShardReplay;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of one shard on this node: which of them its projection writes, and the replay of
 * the one that has holes. Confined to the shard's context.
 */
final class ShardRebuild {
  private static final Logger LOG = LoggerFactory.getLogger(ShardRebuild.class);

  private final int shard;
  private final NodeRebuilds node;
  private final UUID owner = UUID.randomUUID();
  private final ShardGenerations generations;
  private final Checkpoint checkpoint;
  private @Nullable ShardReplay replay;
  private boolean starting;
  private boolean closed;

  private ShardRebuild(
      int shard, NodeRebuilds node, Known known, Map<Integer, Checkpoint> checkpoints) {
    this.shard = shard;
    this.node = node;
    this.generations = new ShardGenerations(node.generations(), known, shard, checkpoints);
    this.checkpoint = generations.start(shard, checkpoints);
  }

  /** Reads where the shard's generations are, and notes who owns it from now on. */
  static Future<ShardRebuild> open(int shard, NodeRebuilds node) {
    return node.generations()
        .ask()
        .compose(
            known ->
                node.store()
                    .checkpoints(shard, known)
                    .map(checkpoints -> new ShardRebuild(shard, node, known, checkpoints)))
        .compose(opened -> opened.announce().map(opened));
  }

  /** A generation that was followed by the former owner, and has holes now, is not ready. */
  private Future<Void> announce() {
    Known known = node.generations().known();
    Integer rebuilt = known.rebuilt();
    if (rebuilt == null) {
      return Future.succeededFuture();
    }
    return node.store().own(rebuilt, shard, owner, generations.follows(rebuilt)).mapEmpty();
  }

  /** Where the shard continues. */
  Checkpoint checkpoint() {
    return checkpoint;
  }

  ShardGenerations generations() {
    return generations;
  }

  /** Starts and ends replays; to be called a few times a second while the shard serves. */
  void tick(ShardReplay.Live live) {
    Known known = node.generations().known();
    if (replay != null && !known.isWritten(replay.generation())) {
      replay.close();
    }
    Integer missing = generations.missing();
    if (missing == null || starting || replay != null || closed) {
      return;
    }
    starting = true;
    Generation into =
        known.all().stream().filter(one -> one.number() == missing).findFirst().orElse(null);
    node.store()
        .own(missing, shard, owner, false)
        .compose(
            owned ->
                owned
                    ? node.store().checkpoints(shard, known)
                    : Future.failedFuture("the generation is gone"))
        .onComplete(
            checkpoints -> {
              starting = false;
              start(
                  Objects.requireNonNull(into),
                  checkpoints.getOrDefault(missing, new Checkpoint(shard, 0, 0)),
                  live);
            },
            failure -> {
              starting = false;
              LOG.warn("no replay: shard={} cause={}", shard, failure.toString());
            });
  }

  private void start(Generation into, Checkpoint from, ShardReplay.Live live) {
    if (closed) {
      return;
    }
    ShardReplay started = node.replay(shard, generations.home(), into, from, owner, live);
    replay = started;
    started
        .run()
        .onComplete(
            (followed, failure) -> {
              LOG.debug("replay ended: shard={} cause={}", shard, failure);
              if (replay == started) {
                replay = null;
              }
            });
  }

  void close() {
    closed = true;
    if (replay != null) {
      replay.close();
    }
  }
}
