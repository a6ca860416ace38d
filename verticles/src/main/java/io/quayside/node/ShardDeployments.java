package io.quayside.node;

import io.quayside.shard.ownership.ShardRunner;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** Runs each shard as a verticle: a deployed verticle is a shard that serves. */
final class ShardDeployments implements ShardRunner {
  private final Vertx vertx;
  private final IntFunction<VerticleBase> verticles;
  private final Map<Integer, String> deployments = new ConcurrentHashMap<>();

  ShardDeployments(Vertx vertx, IntFunction<VerticleBase> verticles) {
    this.vertx = vertx;
    this.verticles = verticles;
  }

  @Override
  public Future<Void> start(int shard) {
    return vertx
        .deployVerticle(verticles.apply(shard))
        .onSuccess(id -> deployments.put(shard, id))
        .mapEmpty();
  }

  @Override
  public Future<Void> stop(int shard) {
    return vertx.undeploy(deployments.remove(shard));
  }
}
