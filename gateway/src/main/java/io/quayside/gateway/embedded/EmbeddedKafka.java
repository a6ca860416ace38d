package io.quayside.gateway.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka of one node, broker and controller in one, on the loopback address. Acknowledged records
 * survive a restart and a kill of the process.
 */
public final class EmbeddedKafka {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CONTROLLER = "CONTROLLER";
  private static final int NODE = 1;

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker; returns when it serves.
   *
   * @param home where it keeps its log; formatted if it is new
   * @param port where clients find it
   * @param onFatal called, once and on a thread of its own, if the broker gives up while running
   */
  public static EmbeddedKafka start(Path home, int port, Runnable onFatal) throws IOException {
    return start(home, port, Map.of(), onFatal);
  }

  /** As {@link #start(Path, int, Runnable)}, with settings that win over the others. */
  public static EmbeddedKafka start(Path home, int port, Map<String, String> more, Runnable onFatal)
      throws IOException {
    Files.createDirectories(home);
    if (!Files.exists(home.resolve("meta.properties"))) {
      format(home);
    }
    insteadOfExit(onFatal);
    var settings = settings(home, port, FreePort.onLoopback());
    settings.putAll(more);
    var config = KafkaConfig.fromProps(settings, false);
    var server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException | Error e) {
      server.shutdown();
      throw e;
    }
    return new EmbeddedKafka(server, port);
  }

  /** What clients give as {@code bootstrap.servers}. */
  public String bootstrap() {
    return LOOPBACK + ":" + port;
  }

  public static String version() {
    return AppInfoParser.getVersion();
  }

  /** Stops the broker and then the controller; returns when both have closed their files. */
  public void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path home) throws IOException {
    try (var silence = new PrintStream(OutputStream.nullOutputStream())) {
      new Formatter()
          .setPrintStream(silence)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE)
          .addDirectory(home.toString())
          .setMetadataLogDirectory(home.toString())
          .setControllerListenerName(CONTROLLER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Kafka's directory " + home + " could not be formatted", e);
    }
  }

  /** Keeps a fatal error of Kafka from ending the process directly. */
  private static void insteadOfExit(Runnable onFatal) {
    Exit.Procedure procedure =
        (status, message) -> {
          LOG.error("Kafka gives up with status {}: {}", status, message);
          Thread.ofPlatform().name("kafka-gave-up").start(onFatal);
          throw new IllegalStateException("Kafka gave up with status " + status);
        };
    Exit.setExitProcedure(procedure);
    Exit.setHaltProcedure(procedure);
  }

  private static Properties settings(Path home, int port, int controllerPort) {
    var settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("log.dirs", home.toString());
    settings.put("controller.quorum.voters", NODE + "@" + LOOPBACK + ":" + controllerPort);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put(
        "listeners",
        "CLIENT://%s:%d,%s://%s:%d"
            .formatted(LOOPBACK, port, CONTROLLER, LOOPBACK, controllerPort));
    settings.put("advertised.listeners", "CLIENT://%s:%d".formatted(LOOPBACK, port));
    settings.put("auto.create.topics.enable", "false");
    for (var replicated :
        new String[] {
          "default.replication.factor",
          "min.insync.replicas",
          "offsets.topic.replication.factor",
          "transaction.state.log.replication.factor",
          "transaction.state.log.min.isr",
          "share.coordinator.state.topic.replication.factor",
          "share.coordinator.state.topic.min.isr"
        }) {
      settings.put(replicated, "1");
    }
    // Defaults meant for large clusters: 50 partitions of offsets, 128 MiB to compact them with.
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // After a kill the controller lets the broker in again only when its former session is over.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    return settings;
  }
}
