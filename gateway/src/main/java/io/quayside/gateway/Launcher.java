package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import io.quayside.admin.ProtocolTooOldException;
import io.quayside.admin.SecretKeys;
import io.quayside.cluster.Agreement;
import io.quayside.cluster.HazelcastSettings;
import io.quayside.common.trace.Traces;
import io.quayside.content.ContentSettings;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.admin.RebuildRoutes;
import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.http.BrowserRules.Names;
import io.quayside.edge.live.LiveLimits;
import io.quayside.edge.mqtt.MqttSettings;
import io.quayside.edge.tls.BrokenCertificateException;
import io.quayside.edge.tls.CertificateFiles;
import io.quayside.edge.tls.ServerTls;
import io.quayside.gateway.CommandLine.Command;
import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.GatewayConfig;
import io.quayside.gateway.tracing.Tracing;
import io.quayside.gateway.transport.MendedEpollTransport;
import io.quayside.node.ForeignNodes;
import io.quayside.node.QuaysideNode;
import io.quayside.push.fleet.Fleet;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/** Starts the parts of one process in order and registers each with the {@link Shutdown}. */
final class Launcher {
  private static final Duration SYSTEM_STOPS_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLUSTER_STOPS_WITHIN = Duration.ofSeconds(2);

  /** Enough for probes, scrapers and an operator; their connections cost the gateway's memory. */
  private static final int MANAGEMENT_CONNECTIONS = 256;

  private static final int MANAGEMENT_REQUESTS = 64;

  private final GatewayConfig config;
  private final Contexts contexts;
  private final Shutdown shutdown;
  private final Consumer<String> say;

  /** {@code say} receives the lines for the terminal. */
  Launcher(GatewayConfig config, Contexts contexts, Shutdown shutdown, Consumer<String> say) {
    this.config = config;
    this.contexts = contexts;
    this.shutdown = shutdown;
    this.say = say;
  }

  /** The addresses of a started process; a port is 0 if the process has no such server. */
  record Launched(int httpPort, int managementPort, int mqttPort, Services services) {}

  /**
   * Returns when the process serves. Throws {@link StartException} or {@link
   * Shutdown.BegunException}; the shutdown stops the parts that were started until then.
   */
  Launched launch(Command command) {
    var clock = Stopwatch.started();
    refuseWhatCannotBe(command);
    if (command != Command.SERVICES) {
      OpenMode.warn(config);
    }
    PortCheck.all(ports(command));
    var held =
        shutdown.start(
            "the ports",
            () -> HeldPorts.of(serverPorts(command)),
            Duration.ofSeconds(1),
            HeldPorts::close);
    var services =
        config.servicesGiven() ? Services.given(config) : Services.start(config, shutdown, say);
    if (command == Command.SERVICES) {
      var launched = new Launched(0, 0, 0, services);
      say.accept(Banner.ofServices(config, launched));
      return launched;
    }
    var secretKeys = KeyFile.read(config);
    services.prepare(config.shards());
    var launched = launchSystem(services, secretKeys, held);
    say.accept(Banner.ofGateway(config, launched, clock.total()));
    return launched;
  }

  private void refuseWhatCannotBe(Command command) {
    var both = ConfigKey.KAFKA_BOOTSTRAP.key() + " and " + ConfigKey.POSTGRES_URI.key();
    if (command == Command.NODE && !config.servicesGiven()) {
      throw StartException.refused("node: needs %s; standalone brings its own".formatted(both));
    }
    if (command == Command.SERVICES && config.servicesGiven()) {
      throw StartException.refused(
          "services: starts Kafka and PostgreSQL, but %s name given ones".formatted(both));
    }
    if (!config.servicesGiven() && !Services.included()) {
      throw StartException.refused(
          "%s: this archive has no Kafka and PostgreSQL of its own; %s name given ones, or take the archive quayside"
              .formatted(command.word(), both));
    }
  }

  private List<PortCheck> ports(Command command) {
    var ports = serverPorts(command);
    if (!config.servicesGiven()) {
      ports.addAll(Services.ownPorts(config));
    }
    return ports;
  }

  /** The ports of servers that listen when the shards are taken. */
  private List<PortCheck> serverPorts(Command command) {
    var ports = new ArrayList<PortCheck>();
    if (command != Command.SERVICES) {
      var http = config.http();
      var management = config.management();
      ports.add(new PortCheck(ConfigKey.HTTP_PORT, http.host(), http.port()));
      ports.add(new PortCheck(ConfigKey.MANAGEMENT_PORT, management.host(), management.port()));
      var mqtt = config.mqtt();
      mqtt.port()
          .ifPresent(port -> ports.add(new PortCheck(ConfigKey.MQTT_PORT, mqtt.host(), port)));
    }
    return ports;
  }

  private Launched launchSystem(Services services, SecretKeys secretKeys, HeldPorts held) {
    var httpTls = tls(config.http().tls(), ConfigKey.HTTP_TLS_CERT, ConfigKey.HTTP_TLS_KEY);
    var managementTls =
        tls(config.management().tls(), ConfigKey.MANAGEMENT_TLS_CERT, ConfigKey.MANAGEMENT_TLS_KEY);
    var clock = Stopwatch.started();
    var meters =
        shutdown.start("meters", ProcessMeters::new, Duration.ofSeconds(1), ProcessMeters::close);
    var tracing = TracingPart.start(config, shutdown);
    var hazelcast =
        shutdown.start(
            "cluster",
            () ->
                Hazelcast.newHazelcastInstance(
                    RelayAgreement.declare(
                        cluster(secretKeys).toConfig(), config.relays().digest())),
            CLUSTER_STOPS_WITHIN,
            HazelcastInstance::shutdown);
    Members.watch(hazelcast);
    verifyAgreement(hazelcast);
    endWith(hazelcast);
    var vertx =
        shutdown.start(
            "Vert.x",
            () -> shutdown.await(clustered(hazelcast, meters, tracing)),
            CLUSTER_STOPS_WITHIN,
            started -> started.close().await());
    say.accept("cluster of %d ready in %s".formatted(members(hazelcast), clock.lap()));
    RelayAgreement.watch(vertx, hazelcast, config.relays().digest());
    var registry = RegistryPart.begin(vertx, config, contexts, shutdown);
    var settings =
        new QuaysideNode.Settings(
            config.shards(),
            config.http().host(),
            config.http().port(),
            edgeLimits(),
            LiveLimits.DEFAULT.with(
                config.limits().subscriberQueue(), config.limits().subscriptions()),
            browserRules(config.auth().required() ? Names.ANY : Names.KNOWN),
            httpTls,
            services.kafka(),
            services.postgresUri().reveal(),
            new ContentSettings(
                config.documents().maxBytes(),
                Duration.ofSeconds(config.documents().orphanSeconds())),
            config.auth(),
            secretKeys,
            Duration.ofSeconds(config.administration().maxStaleSeconds()),
            Duration.ofSeconds(config.saga().pollSeconds()),
            WebhookTrust.settings(config.webhooks()),
            new Fleet.Limits(config.limits().watches(), config.limits().watchBehind()),
            config.relays().list(),
            registry::word,
            config.web().settings(config.auth().required(), !secretKeys.kids().isEmpty()),
            mqtt(),
            tracing.map(Tracing::traces).orElse(Traces.OFF),
            DiskWatch.start(config, vertx, meters.registry(), shutdown));
    var quayside =
        shutdown.start(
            "the gateway",
            () -> startNode(vertx, hazelcast, meters, settings, held),
            SYSTEM_STOPS_WITHIN,
            started -> started.stop().await());
    shutdown.start(
        "foreign nodes",
        () -> ForeignNodes.watch(vertx, settings, hazelcast, quayside.metrics()),
        Duration.ofSeconds(1),
        watch -> watch.close().await());
    registry.await(shutdown);
    var checks = quayside.checks();
    registry.addCheck(checks);
    var management =
        shutdown.start(
            "management",
            () ->
                shutdown.await(
                    ManagementServer.start(
                        vertx,
                        managementSettings(quayside, managementTls),
                        meters.registry(),
                        checks)),
            Duration.ofSeconds(1),
            ManagementServer::stopping);
    say.accept("gateway ready in " + clock.lap());
    return new Launched(quayside.httpPort(), management.port(), quayside.mqttPort(), services);
  }

  private Optional<MqttSettings> mqtt() {
    var mqtt = config.mqtt();
    var tls = tls(mqtt.tls(), ConfigKey.MQTT_TLS_CERT, ConfigKey.MQTT_TLS_KEY);
    return mqtt.port().map(port -> new MqttSettings(mqtt.host(), port, tls, mqtt.connections()));
  }

  private QuaysideNode startNode(
      Vertx vertx,
      HazelcastInstance hazelcast,
      ProcessMeters meters,
      QuaysideNode.Settings settings,
      HeldPorts held)
      throws Exception {
    try {
      return shutdown.await(
          QuaysideNode.start(vertx, hazelcast, meters.registry(), settings, contexts, held::close));
    } catch (ProtocolTooOldException e) {
      throw StartException.refused("protocol: " + e.getMessage());
    }
  }

  private static void verifyAgreement(HazelcastInstance hazelcast) {
    try {
      Agreement.verify(hazelcast);
    } catch (IllegalStateException e) {
      throw StartException.refused("cluster: " + e.getMessage());
    }
  }

  /** Ends the process when Hazelcast has shut down: the node cannot become a member again. */
  private void endWith(HazelcastInstance hazelcast) {
    hazelcast
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleEvent.LifecycleState.SHUTDOWN) {
                shutdown.exitAfterFailure();
              }
            });
  }

  private BrowserRules browserRules(Names names) {
    return new BrowserRules(config.http().origins(), config.http().hosts(), names);
  }

  private static Optional<ServerTls> tls(
      Optional<CertificateFiles> files, ConfigKey cert, ConfigKey key) {
    try {
      return files.map(given -> ServerTls.load(given, ServerTls.LOOK_EVERY));
    } catch (BrokenCertificateException e) {
      throw StartException.refused(
          "%s, %s: the files %s".formatted(cert.key(), key.key(), e.getMessage()));
    }
  }

  private ManagementServer.Settings managementSettings(
      QuaysideNode quayside, Optional<ServerTls> tls) {
    var limits = config.limits();
    return new ManagementServer.Settings(
        config.management().host(),
        config.management().port(),
        tls,
        new EdgeLimits(
            MANAGEMENT_CONNECTIONS,
            MANAGEMENT_REQUESTS,
            1_000L * limits.requestSeconds(),
            1_000L * limits.idleSeconds(),
            1_000L * limits.heartbeatSeconds(),
            false),
        browserRules(config.auth().required() ? Names.ANY : Names.KNOWN_UNLESS_OPEN),
        new AccessControl(quayside.authenticator()),
        bound -> quayside.metrics().overflow("management-" + bound),
        context -> RebuildRoutes.all(quayside.rebuilds(), context));
  }

  private EdgeLimits edgeLimits() {
    var limits = config.limits();
    return new EdgeLimits(
        limits.connections(),
        limits.requests(),
        1_000L * limits.requestSeconds(),
        1_000L * limits.idleSeconds(),
        1_000L * limits.heartbeatSeconds(),
        config.http().compression());
  }

  private Future<Vertx> clustered(
      HazelcastInstance hazelcast, ProcessMeters meters, Optional<Tracing> tracing) {
    var eventBus = new EventBusOptions().setHost(config.cluster().host());
    var options =
        new VertxOptions()
            .setEventBusOptions(eventBus)
            .setMetricsOptions(ProcessMeters.ofVertx())
            .setDisableTCCL(true)
            // Edges and shards share the event loops, so that a request on one loop wakes no
            // thread.
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    var builder =
        Vertx.builder()
            .with(options)
            .withMetrics(new MicrometerMetricsFactory(meters.registry()))
            .withTransport(MendedEpollTransport.nativeTransport())
            .withClusterManager(new HazelcastClusterManager(hazelcast));
    tracing.ifPresent(enabled -> enabled.install(builder));
    return builder.buildClustered();
  }

  private HazelcastSettings cluster(SecretKeys secretKeys) {
    var cluster = config.cluster();
    var name = cluster.name().orElseGet(() -> config.servicesGiven() ? "quayside" : nameOfItsOwn());
    return new HazelcastSettings(
        name,
        cluster.host(),
        cluster.port(),
        cluster.discovery(),
        config.shards(),
        secretKeys.kids());
  }

  /** A name per data directory: standalone gateways on one machine must not form a cluster. */
  private String nameOfItsOwn() {
    var checksum = new CRC32();
    checksum.update(config.data().dir().toString().getBytes(UTF_8));
    return "quayside-%08x".formatted(checksum.getValue());
  }

  private static int members(HazelcastInstance hazelcast) {
    return hazelcast.getCluster().getMembers().size();
  }
}
