package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A RabbitMQ server of the machine, in a directory of its own, with its own port mapper. */
public final class RabbitServer implements AutoCloseable {
  /** The program, past the wrapper that changes the user. */
  public static final String PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server";

  private static final String CONFIGURATION =
      """
      listeners.tcp.1 = 127.0.0.1:PORT
      listeners.ssl.1 = 127.0.0.1:TLS
      listeners.ssl.2 = 127.0.0.2:TLS
      ssl_options.certfile = DIR/cert.pem
      ssl_options.keyfile = DIR/key.pem
      ssl_options.verify = verify_none
      loopback_users.guest = true
      disk_free_limit.absolute = 50MB
      vm_memory_high_watermark.absolute = 256MB
      log.console = true
      log.file = false
      """;

  private final Path directory = Workspace.freshDirectory("rabbit");
  private final Ports ports = Ports.free();
  private final TestCertificate certificate;
  private Process portMapper;
  private Process server;

  public RabbitServer() {
    certificate = TestCertificate.make(directory, "rabbit", "RSA");
    certificate.writeCertificate(directory.resolve("cert.pem"));
    certificate.writeKey(directory.resolve("key.pem"));
    start();
  }

  /** Starts it, on the data that it had. */
  public void start() {
    try {
      Files.createDirectories(directory.resolve("home"));
      Files.writeString(
          directory.resolve("rabbit.conf"),
          CONFIGURATION
              .replace("PORT", Integer.toString(ports.http()))
              .replace("TLS", Integer.toString(ports.postgres()))
              .replace("DIR", directory.toString()));
      Files.writeString(directory.resolve("enabled_plugins"), "[].\n");
      portMapper = process("epmd");
      server = process(PROGRAM);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(60, TimeUnit.SECONDS).until(this::answers);
  }

  private Process process(String... command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Workspace.output("rabbit").toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", directory.resolve("home").toString(),
                "RABBITMQ_NODENAME", "quay" + ports.http() + "@localhost",
                "RABBITMQ_DIST_PORT", Integer.toString(ports.management()),
                "ERL_EPMD_PORT", Integer.toString(ports.kafka()),
                "ERL_EPMD_ADDRESS", "127.0.0.1",
                "RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString(),
                "RABBITMQ_LOG_BASE", directory.resolve("log").toString(),
                "RABBITMQ_CONFIG_FILE", directory.resolve("rabbit.conf").toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("enabled_plugins").toString(),
                "RABBITMQ_CONF_ENV_FILE", "/dev/null"));
    builder
        .environment()
        .put(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none"
                + " -kernel inet_dist_use_interface {127,0,0,1}");
    return builder.start();
  }

  private boolean answers() {
    try (var connection = connect()) {
      return connection.isOpen();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where a gateway reaches it. */
  public String uri() {
    return "amqp://guest:guest@127.0.0.1:" + ports.http() + "/%2f";
  }

  /**
   * The same with TLS, under a name of its certificate; or under an address that is none of them.
   */
  public String tlsUri(boolean named) {
    return "amqps://guest:guest@%s:%d/%%2f"
        .formatted(named ? "localhost" : "127.0.0.2", ports.postgres());
  }

  /** What a JVM needs to trust its certificate. */
  public String trustOptions() {
    return certificate.trustOptions(directory.resolve("trust.p12"));
  }

  /** Runs a command of rabbitmqctl. */
  public void control(String... arguments) {
    try {
      var command = new ArrayList<>(List.of("/usr/lib/rabbitmq/bin/rabbitmqctl"));
      command.addAll(List.of(arguments));
      assertThat(process(command.toArray(String[]::new)).waitFor()).as("%s", command).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A connection of the test's own. */
  public Connection connect() throws IOException {
    var factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(ports.http());
    factory.setAutomaticRecoveryEnabled(false);
    try {
      return factory.newConnection();
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  /** A task on a channel of the test's own. */
  public interface Task<T> {
    T on(Channel channel) throws IOException;
  }

  /** Does something on a channel of its own. */
  public <T> T with(Task<T> task) {
    try (var connection = connect()) {
      return task.on(connection.createChannel());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as a power cut would. */
  public void kill() {
    for (var process : List.of(server, portMapper)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    kill();
    Workspace.delete(directory);
  }
}
