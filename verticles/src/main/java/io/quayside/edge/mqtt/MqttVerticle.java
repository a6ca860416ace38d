package io.quayside.edge.mqtt;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.quayside.auth.Authenticator;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.edge.live.GrantWatch;
import io.quayside.foreign.CaptureStore;
import io.quayside.notify.webhook.LetterLoop;
import io.quayside.notify.webhook.Webhooks;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.LocalShards;
import io.quayside.shard.rpc.ShardRouter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * One event loop's share of the MQTT traffic. Netty's codec of MQTT under a server of Vert.x: the
 * server of vertx-mqtt has no way to stop reading one connection.
 */
public final class MqttVerticle extends VerticleBase {
  private static final long SWEEP_MILLIS = 1_000;
  private static final int SHUTDOWN_MILLIS = 100;

  /** Connections of an event loop that have not sent their CONNECT. */
  private static final int MAX_WAITING = 1_000;

  private final Settings settings;
  private final Set<MqttConnection> open = new LinkedHashSet<>();

  @SuppressWarnings("NullAway.Init") // set by start
  private NetServer server;

  @SuppressWarnings("NullAway.Init") // set by start
  private MqttContext mqtt;

  /**
   * What the MQTT verticles of a node share.
   *
   * @param changes counts the changes of the administration's objects
   * @param connections that the node has
   */
  public record Settings(
      MqttSettings mqtt,
      int shards,
      ShardTable shardTable,
      LocalShards localShards,
      Authenticator authenticator,
      LongSupplier changes,
      Metrics metrics,
      Webhooks webhooks,
      CaptureStore captures,
      AtomicInteger connections) {}

  public MqttVerticle(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Future<?> start() {
    Scheduler scheduler = new VertxScheduler(vertx);
    ShardClient shards =
        new ShardClient(
            scheduler,
            settings.shards,
            settings.shardTable,
            new ShardRouter(vertx, settings.shardTable.self(), settings.localShards));
    Metrics metrics = settings.metrics;
    Authenticator authenticator = settings.authenticator;
    mqtt =
        new MqttContext(
            authenticator,
            authenticator.isRequired()
                ? new GrantWatch(scheduler, authenticator, settings.changes, InstantSource.system())
                : null,
            new Publications(
                new PositionIngest(shards, metrics),
                scheduler,
                metrics,
                new MqttLetters(
                    new LetterLoop(settings.webhooks, vertx.getOrCreateContext())::park,
                    settings.captures,
                    InstantSource.system())),
            scheduler,
            settings.mqtt.connections(),
            settings.connections);
    vertx.setPeriodic(SWEEP_MILLIS, timer -> sweep());
    NetServerOptions options =
        new NetServerOptions()
            .setHost(settings.mqtt.host())
            .setPort(settings.mqtt.port() == 0 ? -1 : settings.mqtt.port())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    settings.mqtt.tls().ifPresent(tls -> tls.configure(options));
    server = vertx.createNetServer(options).connectHandler(this::opened);
    return shards.open().compose(v -> server.listen());
  }

  private void opened(NetSocket accepted) {
    if (open.size() - mqtt.counted() > MAX_WAITING) {
      settings.metrics.overflow("mqtt-waiting");
      accepted.close();
      return;
    }
    NetSocketInternal socket = (NetSocketInternal) accepted;
    ChannelPipeline pipeline = socket.channelHandlerContext().pipeline();
    pipeline.addBefore("handler", "mqttEncoder", MqttEncoder.INSTANCE);
    pipeline.addBefore("handler", "mqttDecoder", new MqttDecoder(MqttSettings.MAX_PACKET));
    MqttConnection connection = new MqttConnection(socket, mqtt);
    open.add(connection);
    socket.closeHandler(
        v -> {
          open.remove(connection);
          mqtt.closed(connection);
          connection.closed();
        });
  }

  private void sweep() {
    long now = System.nanoTime();
    List.copyOf(open).forEach(connection -> connection.sweep(now));
  }

  /** Has this port speak TLS with other options from now on. */
  public Future<Boolean> updateTls(ServerSSLOptions options) {
    return server.updateSSLOptions(options);
  }

  /** The port that is bound. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    List.copyOf(open).forEach(connection -> connection.disconnect(Disconnect.SERVER_SHUTTING_DOWN));
    return vertx.timer(SHUTDOWN_MILLIS).compose(v -> server.close());
  }
}
