package io.quayside.gateway;

import io.quayside.cluster.Topics;
import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.GatewayConfig;
import io.quayside.gateway.config.PostgresUri;
import io.quayside.gateway.embedded.EmbeddedKafka;
import io.quayside.gateway.embedded.EmbeddedPostgres;
import io.quayside.gateway.embedded.FreePort;
import io.quayside.log.kafka.ClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** The Kafka and PostgreSQL that a gateway uses: configured ones, or embedded ones. */
record Services(ClientSettings kafka, PostgresUri postgresUri) {
  private static final int KAFKA_ANSWERS_WITHIN_MILLIS = 15_000;

  /** An empty database takes 60 MiB, and a segment of its log 16. */
  private static final long LEAST_USABLE_MIB = 128;

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration KAFKA_STOPS_WITHIN = Duration.ofSeconds(4);
  private static final Duration POSTGRES_STOPS_WITHIN = Duration.ofSeconds(5);

  String kafkaBootstrap() {
    return kafka.bootstrap();
  }

  /** Whether the class path has a broker and a database server; a node's archive has neither. */
  static boolean included() {
    return Services.class.getResource("/kafka/server/KafkaRaftServer.class") != null;
  }

  /** The services that are configured. */
  static Services given(GatewayConfig config) {
    var properties = config.kafka().clientFile().map(KafkaClientFile::read).orElse(Map.of());
    return new Services(
        new ClientSettings(config.kafka().bootstrap().orElseThrow(), properties),
        config.postgres().uri().orElseThrow());
  }

  /** Those that a gateway on this machine has started, or would start. */
  static Services own(GatewayConfig config) {
    var kafka = LOOPBACK + ":" + config.kafka().port();
    return new Services(
        new ClientSettings(kafka, Map.of()),
        PostgresUri.parse(EmbeddedPostgres.uri(config.postgres().port())).orElseThrow());
  }

  /** The ports that services of our own will take. */
  static List<PortCheck> ownPorts(GatewayConfig config) {
    var ports = new ArrayList<PortCheck>();
    ports.add(new PortCheck(ConfigKey.KAFKA_PORT, LOOPBACK, config.kafka().port()));
    var postgres = new PortCheck(ConfigKey.POSTGRES_PORT, LOOPBACK, config.postgres().port());
    if (!leftBehind(config)) {
      ports.add(postgres);
    }
    return ports;
  }

  /** Starts services of our own, which keep their data in the data directory. */
  static Services start(GatewayConfig config, Shutdown shutdown, Consumer<String> say) {
    var directory = config.data().dir();
    shutdown.start(
        "the data directory", () -> DataLock.on(directory), Duration.ofSeconds(1), DataLock::close);
    requireRoom(directory, usableMib(directory));
    var clock = Stopwatch.started();
    var postgres =
        shutdown.start(
            "PostgreSQL",
            () ->
                EmbeddedPostgres.start(
                    postgresHome(directory), FreePort.orConfigured(config.postgres().port())),
            POSTGRES_STOPS_WITHIN,
            EmbeddedPostgres::stop);
    say.accept("PostgreSQL %s ready in %s".formatted(postgres.version(), clock.lap()));
    var kafka =
        shutdown.start(
            "Kafka",
            () ->
                EmbeddedKafka.start(
                    directory.resolve("kafka"),
                    FreePort.orConfigured(config.kafka().port()),
                    shutdown::exitAfterFailure),
            KAFKA_STOPS_WITHIN,
            EmbeddedKafka::stop);
    say.accept("Kafka %s ready in %s".formatted(EmbeddedKafka.version(), clock.lap()));
    return new Services(
        new ClientSettings(kafka.bootstrap(), Map.of()),
        PostgresUri.parse(postgres.uri()).orElseThrow());
  }

  /** Migrates the tables and creates missing topics. */
  void prepare(int shards) {
    try {
      Migrations.apply(postgresUri);
    } catch (RuntimeException e) {
      throw StartException.failed("PostgreSQL at " + postgresUri, e);
    }
    Map<String, Object> settings = new HashMap<>(kafka.reveal());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, KAFKA_ANSWERS_WITHIN_MILLIS);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, KAFKA_ANSWERS_WITHIN_MILLIS);
    try (var admin = Admin.create(settings)) {
      var replication = Topics.Replication.forBrokers(Topics.brokers(admin));
      Topics.ensure(admin, shards, replication);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StartException.failed("Kafka at " + kafkaBootstrap(), e);
    } catch (RuntimeException e) {
      throw StartException.failed("Kafka at " + kafkaBootstrap(), e);
    }
  }

  /** On a full disk PostgreSQL and Kafka would fail halfway, each in many lines of its own. */
  static void requireRoom(Path directory, long usableMib) {
    if (usableMib < LEAST_USABLE_MIB) {
      throw StartException.refused(
          "%s: the disk of %s is full: %d MiB are left, and at least %d are needed"
              .formatted(ConfigKey.DATA_DIR.key(), directory, usableMib, LEAST_USABLE_MIB));
    }
  }

  private static long usableMib(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace() >> 20;
    } catch (IOException e) {
      throw StartException.failed(
          "%s: %s cannot be read".formatted(ConfigKey.DATA_DIR.key(), directory), e);
    }
  }

  private static boolean leftBehind(GatewayConfig config) {
    try {
      return EmbeddedPostgres.leftBehind(
          postgresHome(config.data().dir()), config.postgres().port());
    } catch (IOException e) {
      throw StartException.failed(
          "%s: %s cannot be read".formatted(ConfigKey.DATA_DIR.key(), config.data().dir()), e);
    }
  }

  private static Path postgresHome(Path directory) {
    return directory.resolve("postgres");
  }
}
