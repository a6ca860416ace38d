package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.core.instrument.MeterRegistry;
import io.quayside.admin.AdminService;
import io.quayside.admin.SecretKeys;
import io.quayside.auth.AuthSettings;
import io.quayside.auth.Authenticator;
import io.quayside.cluster.Agreement;
import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.common.trace.Traces;
import io.quayside.content.ContentSettings;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.EdgeVerticle;
import io.quayside.edge.admin.ClusterRoute;
import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.live.BoundedCount;
import io.quayside.edge.live.LiveAccess;
import io.quayside.edge.live.LiveLimits;
import io.quayside.edge.mqtt.MqttSettings;
import io.quayside.edge.tls.ServerTls;
import io.quayside.edge.web.Documents;
import io.quayside.edge.web.PageSettings;
import io.quayside.log.kafka.Appender;
import io.quayside.log.kafka.ClientSettings;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.log.kafka.KafkaReader;
import io.quayside.notify.relay.RelaySettings;
import io.quayside.notify.webhook.WebhookSettings;
import io.quayside.push.ShardTail;
import io.quayside.push.fleet.Fleet;
import io.quayside.readmodel.GenerationPool;
import io.quayside.readmodel.ProjectionLimits;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.Rebuilds;
import io.quayside.schema.SchemaCatalog;
import io.quayside.shard.actor.ShardLimits;
import io.quayside.shard.ownership.ClusterView;
import io.quayside.shard.ownership.EventBusPeers;
import io.quayside.shard.ownership.HazelcastShardTable;
import io.quayside.shard.ownership.ShardKeeper;
import io.quayside.shard.process.ProcessSettings;
import io.quayside.shard.rpc.LocalShards;
import io.quayside.shard.rpc.ShardCodec;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node of the gateway on a clustered Vert.x: its shards, its edges and their shared parts. */
public final class QuaysideNode {
  private static final long HAND_OVER_MILLIS = 5_000;

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final Settings settings;
  private final KafkaProducer<String, byte[]> producer;
  private final Appender appender;
  private final KafkaReader reader;
  private final NodeRebuilds rebuilds;
  private final NodeContents contents;
  private final ReadModels readModels;
  private final ShardTail tail;
  private final HazelcastShardTable shardTable;
  private final LocalShards localShards;
  private final EventBusPeers peers;
  private final Metrics metrics;
  private final Contexts contexts;
  private final ShardKeeper keeper;
  private final Authenticator authenticator;
  private final AdminService admin;
  private final WebhookParts webhooks;
  private final FleetParts watches;
  private final Documents documents;
  private final SchemaCatalog schemas;
  private final MqttDoor mqtt;
  private final List<EdgeVerticle> edges = new CopyOnWriteArrayList<>();
  private @Nullable String edgeDeployment;

  private long certificateTimer = -1;

  /**
   * The settings of a node.
   *
   * @param shards the number of shards, the same on all nodes for the life of a cluster
   * @param postgresUri {@code postgresql://user:password@host:port/database}
   * @param secretKeys the keys that seal secrets of administration objects; may be none
   * @param adminMaxStale how old what the node knows of the administration may be
   * @param sagaPoll how often the read models are asked for timers of booking processes
   * @param registryStatus {@code up}, {@code degraded} or {@code down}; null without a registry
   */
  public record Settings(
      int shards,
      String httpHost,
      int httpPort,
      EdgeLimits edgeLimits,
      LiveLimits liveLimits,
      BrowserRules browsers,
      Optional<ServerTls> tls,
      ClientSettings kafka,
      String postgresUri,
      ContentSettings contents,
      AuthSettings auth,
      SecretKeys secretKeys,
      Duration adminMaxStale,
      Duration sagaPoll,
      WebhookSettings webhooks,
      Fleet.Limits watches,
      List<RelaySettings> relays,
      Supplier<@Nullable String> registryStatus,
      PageSettings page,
      Optional<MqttSettings> mqtt,
      Traces traces,
      BooleanSupplier diskFull) {}

  private QuaysideNode(
      Vertx vertx,
      HazelcastInstance hazelcast,
      MeterRegistry meters,
      Settings settings,
      Contexts contexts) {
    this.contexts = contexts;
    this.schemas = SchemaCatalog.load(contexts);
    this.vertx = vertx;
    this.hazelcast = hazelcast;
    this.settings = settings;
    this.documents = Documents.load(settings.page());
    this.metrics = new Metrics(meters, settings.traces());
    Map<String, String> kafka = settings.kafka().reveal();
    this.producer = KafkaProducer.create(vertx, KafkaLog.producerSettings(kafka));
    this.appender = new Appender(producer.unwrap());
    this.reader = KafkaReader.of(vertx, kafka, settings.traces());
    this.admin = administration();
    this.tail = ShardTail.of(vertx, kafka, settings.shards(), contexts, settings.traces());
    this.authenticator = NodeAuthenticator.start(vertx, settings.auth(), admin.store(), metrics);
    this.shardTable = new HazelcastShardTable(vertx, hazelcast);
    this.localShards = new LocalShards(vertx, settings.shards());
    this.peers = new EventBusPeers(vertx);
    this.rebuilds =
        new NodeRebuilds(
            vertx, settings, appender, contexts, new NodeProtocolNumbers(hazelcast), metrics);
    GenerationPool queries = rebuilds.queries();
    this.readModels = new ReadModels(queries, contexts);
    this.contents =
        new NodeContents(vertx, settings, appender, queries, rebuilds::pool, readModels, metrics);
    this.webhooks =
        new WebhookParts(
            vertx,
            shardTable,
            settings,
            appender,
            admin.store(),
            readModels,
            rebuilds.generations(),
            contexts,
            metrics);
    this.mqtt =
        MqttDoor.of(
            vertx, settings, shardTable, localShards, authenticator, admin, webhooks, metrics);
    this.watches =
        new FleetParts(
            vertx, settings, appender, rebuilds.generations(), contexts, metrics, meters);
    ShardVerticle.Node node =
        new ShardVerticle.Node(
            appender,
            reader,
            rebuilds.projections(),
            rebuilds,
            tail,
            webhooks,
            new ShardLetters(webhooks.webhooks()),
            localShards,
            ShardVerticle.Node.replication(hazelcast),
            contexts,
            new NodeProtocol(vertx, shardTable, admin.protocolFloors()),
            metrics,
            ShardLimits.ofHeap(Runtime.getRuntime().maxMemory(), settings.shards()),
            ProjectionLimits.DEFAULT,
            ProcessSettings.pollingEvery(settings.sagaPoll().toMillis()),
            settings.diskFull());
    this.keeper =
        new ShardKeeper(
            new VertxScheduler(vertx),
            shardTable,
            peers,
            new ShardDeployments(vertx, shard -> new ShardVerticle(shard, node)));
  }

  private AdminService administration() {
    Context context = vertx.getOrCreateContext();
    KafkaLog topic = new KafkaLog(Topics.ADMIN, 0, appender, context, reader, metrics);
    AdminService service =
        new AdminService(
            new VertxScheduler(vertx, context),
            topic,
            settings.secretKeys(),
            settings.adminMaxStale());
    metrics.secretsUnreadable(service.store()::unreadableSecrets);
    return service;
  }

  /** Deploys the node; {@code releasePorts} runs when its shards serve, before it listens. */
  public static Future<QuaysideNode> start(
      Vertx vertx,
      HazelcastInstance hazelcast,
      MeterRegistry meters,
      Settings settings,
      Contexts contexts,
      Runnable releasePorts) {
    ShardCodec.register(vertx.eventBus(), contexts);
    QuaysideNode quayside = new QuaysideNode(vertx, hazelcast, meters, settings, contexts);
    return WarmUp.of(vertx, quayside.producer)
        .compose(v -> quayside.admin.start())
        .map(v -> quayside.requireProtocol())
        .compose(v -> quayside.rebuilds.rebuilds().start())
        .compose(v -> quayside.answerPeers())
        .compose(v -> quayside.keeper.start())
        .onSuccess(v -> quayside.webhooks.start())
        // Queries name the log, and are to go on where Kafka does not.
        .compose(v -> quayside.watches.log())
        .onSuccess(v -> releasePorts.run())
        .compose(v -> quayside.openEdges())
        .onSuccess(v -> quayside.contents.start())
        .map(quayside);
  }

  private Void requireProtocol() {
    admin.protocolFloors().require(Agreement.HIGHEST_PROTOCOL);
    return null;
  }

  /** Answers other nodes from now on until Vert.x ends. */
  private Future<Void> answerPeers() {
    return localShards
        .open(shardTable.self())
        .compose(v -> peers.open(shardTable, localShards::serves));
  }

  /** The port that HTTP is bound to. */
  public int httpPort() {
    return edges.getFirst().port();
  }

  /** The port that MQTT is bound to; 0 where there is none. */
  public int mqttPort() {
    return mqtt.port();
  }

  /** The readiness checks by name; a check that fails means that the node is not ready. */
  public Map<String, Supplier<Future<Void>>> checks() {
    KafkaLog log =
        new KafkaLog(Topics.EVENTS, 0, appender, vertx.getOrCreateContext(), reader, metrics);
    return new NodeChecks(log, readModels, hazelcast, keeper, authenticator, admin).byName();
  }

  public Authenticator authenticator() {
    return authenticator;
  }

  /** Rebuilds of the read models. */
  public Rebuilds rebuilds() {
    return rebuilds.rebuilds();
  }

  public Metrics metrics() {
    return metrics;
  }

  /** Hands the shards over, then closes client connections, then the shared parts. */
  public Future<Void> stop() {
    return handOver()
        .eventually(this::closeEdges)
        .eventually(keeper::stop)
        .eventually(this::forgetOwners)
        .eventually(tail::close)
        .eventually(webhooks::close)
        .eventually(watches::close)
        .eventually(admin::close)
        .eventually(producer::close)
        .eventually(contents::close)
        .eventually(reader::close)
        .eventually(rebuilds::close);
  }

  private Future<Void> handOver() {
    if (edgeDeployment == null) {
      return Future.succeededFuture();
    }
    return keeper.handOver(HAND_OVER_MILLIS);
  }

  private Future<Void> closeEdges() {
    vertx.cancelTimer(certificateTimer);
    return mqtt.close()
        .eventually(
            () ->
                edgeDeployment == null ? Future.succeededFuture() : vertx.undeploy(edgeDeployment));
  }

  private void watchCertificate(ServerTls tls) {
    certificateTimer = tls.watch(vertx, options -> edges.getFirst().updateTls(options));
  }

  private Future<Void> forgetOwners() {
    return vertx.executeBlocking(
        () -> {
          shardTable.close();
          return null;
        });
  }

  private Future<Void> openEdges() {
    int port = settings.httpPort() == 0 ? -1 : settings.httpPort();
    int eventLoops = Runtime.getRuntime().availableProcessors();
    EdgeVerticle.Settings edge =
        new EdgeVerticle.Settings(
            settings.httpHost(),
            port,
            settings.shards(),
            contexts,
            shardTable,
            localShards,
            readModels,
            tail.hub(),
            watches.fleet(),
            metrics,
            settings.liveLimits(),
            settings.edgeLimits().share(eventLoops),
            settings.browsers(),
            settings.tls(),
            documents,
            contents.shared(),
            schemas,
            authenticator,
            admin,
            webhooks.webhooks(),
            webhooks.relays(),
            webhooks.captures(),
            webhooks.documents(),
            new ClusterRoute(
                settings.shards(),
                rebuilds.generations()::current,
                new ClusterView(hazelcast, shardTable),
                settings.registryStatus()),
            new BoundedCount(LiveAccess.MAX_WAITING),
            NodeMeters.begin(metrics, hazelcast));
    return vertx
        .deployVerticle(
            () -> {
              EdgeVerticle verticle = new EdgeVerticle(edge);
              edges.add(verticle);
              return verticle;
            },
            new DeploymentOptions().setInstances(eventLoops))
        .map(
            id -> {
              edgeDeployment = id;
              settings.tls().ifPresent(this::watchCertificate);
              return null;
            })
        .compose(v -> mqtt.open(eventLoops));
  }
}
