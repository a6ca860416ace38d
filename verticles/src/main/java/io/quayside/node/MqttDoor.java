package io.quayside.node;

import io.quayside.admin.AdminService;
import io.quayside.auth.Authenticator;
import io.quayside.common.metrics.Metrics;
import io.quayside.edge.mqtt.MqttVerticle;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.LocalShards;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The MQTT port of a node, if it has one. */
final class MqttDoor {
  private final Vertx vertx;
  private final Optional<MqttVerticle.Settings> settings;
  private final List<MqttVerticle> verticles = new CopyOnWriteArrayList<>();
  private @Nullable String deployment;

  /** The timer that looks at the certificate; -1 without one. */
  private long certificateTimer = -1;

  private MqttDoor(Vertx vertx, Optional<MqttVerticle.Settings> settings) {
    this.vertx = vertx;
    this.settings = settings;
    settings.ifPresent(given -> given.metrics().mqttConnections(given.connections()::get));
  }

  /** The port that is configured. */
  static MqttDoor of(
      Vertx vertx,
      QuaysideNode.Settings node,
      ShardTable shardTable,
      LocalShards localShards,
      Authenticator authenticator,
      AdminService admin,
      WebhookParts webhooks,
      Metrics metrics) {
    AtomicInteger connections = new AtomicInteger();
    return new MqttDoor(
        vertx,
        node.mqtt()
            .map(
                mqtt ->
                    new MqttVerticle.Settings(
                        mqtt,
                        node.shards(),
                        shardTable,
                        localShards,
                        authenticator,
                        admin.store()::changes,
                        metrics,
                        webhooks.webhooks(),
                        webhooks.captures(),
                        connections)));
  }

  Future<Void> open(int eventLoops) {
    if (settings.isEmpty()) {
      return Future.succeededFuture();
    }
    MqttVerticle.Settings given = settings.get();
    return vertx
        .deployVerticle(
            () -> {
              MqttVerticle verticle = new MqttVerticle(given);
              verticles.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(eventLoops))
        .map(
            id -> {
              deployment = id;
              given
                  .mqtt()
                  .tls()
                  .ifPresent(
                      tls ->
                          certificateTimer =
                              tls.watch(vertx, options -> verticles.getFirst().updateTls(options)));
              return null;
            });
  }

  /** The port that is bound; 0 where there is none. */
  int port() {
    return verticles.isEmpty() ? 0 : verticles.getFirst().port();
  }

  Future<Void> close() {
    vertx.cancelTimer(certificateTimer);
    return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
  }
}
