package io.quayside.gateway.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** One of several Kafka brokers, a controller too, as a program. */
final class Broker {
  private static final String CONTROLLER = "CONTROLLER";
  private static final String CLUSTER_ID = "Y2hhb3MtY2hhb3MtY2hhbw";

  private Broker() {}

  /**
   * Arguments: its number from 1 on, its directory, its address, its port, the voters as {@code
   * number@host:port,…}. Ends with the process that started it.
   */
  public static void main(String[] arguments) throws Exception {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
            });
    var number = Integer.parseInt(arguments[0]);
    var home = Path.of(arguments[1]);
    Files.createDirectories(home);
    if (!Files.exists(home.resolve("meta.properties"))) {
      format(number, home);
    }
    var settings =
        settings(number, home, arguments[2], Integer.parseInt(arguments[3]), arguments[4]);
    var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-broker"));
    server.startup();
    server.awaitShutdown();
  }

  private static void format(int number, Path home) throws Exception {
    try (var silence = new PrintStream(OutputStream.nullOutputStream())) {
      new Formatter()
          .setPrintStream(silence)
          .setClusterId(CLUSTER_ID)
          .setNodeId(number)
          .addDirectory(home.toString())
          .setMetadataLogDirectory(home.toString())
          .setControllerListenerName(CONTROLLER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .run();
    }
  }

  private static Properties settings(int number, Path home, String address, int port, String voters)
      throws IOException {
    var controller = voter(number, voters);
    var settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(number));
    settings.put("log.dirs", home.toString());
    settings.put("controller.quorum.voters", voters);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put(
        "listeners", "CLIENT://%s:%d,%s://%s".formatted(address, port, CONTROLLER, controller));
    settings.put("advertised.listeners", "CLIENT://%s:%d".formatted(address, port));
    settings.put("auto.create.topics.enable", "false");
    settings.put("default.replication.factor", "3");
    settings.put("min.insync.replicas", "2");
    settings.put("offsets.topic.replication.factor", "3");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("log.index.size.max.bytes", "1048576");
    settings.put("num.io.threads", "3");
    settings.put("num.network.threads", "2");
    // How long partitions are without a leader after a kill is Kafka's affair; keep it short.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    return settings;
  }

  /** The {@code host:port} of the voter with that number. */
  private static String voter(int number, String voters) {
    for (var voter : voters.split(",", -1)) {
      if (voter.startsWith(number + "@")) {
        return voter.substring(voter.indexOf('@') + 1);
      }
    }
    throw new IllegalArgumentException(number + " is not among " + voters);
  }
}
