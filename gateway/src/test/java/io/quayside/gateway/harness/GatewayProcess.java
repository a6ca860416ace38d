package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.cluster.Topics;
import io.quayside.gateway.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A gateway that stands alone in a JVM of its own, with its own Kafka and PostgreSQL, on free
 * ports. Its data directory outlives it, so that a test can start it again.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);
  private static final int OUTPUT_SHOWN = 200;

  /** Errors of the gateway, Vert.x and Netty, warnings of Micrometer and of Kafka's consumers. */
  private static final Pattern COMPLAINT =
      Pattern.compile("\\S+ (ERROR \\S+ i\\.[qvn]|WARN +\\S+ (i\\.m|o\\.a\\.k\\.c\\.c)\\.)");

  /** API keys, device tokens and JWTs. */
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "qk_[0-9A-Za-z]{8}_[0-9A-Za-z]{8}|qd_[0-9A-Za-z]{8}\\.[0-9]+\\.|eyJ[\\w-]{8,}\\.");

  private final Class<?> main;
  private final Process process;
  private final Ports ports;
  private final Path dataDirectory;
  private final Path output;
  private final Client client;
  private final Thread lastResort;
  private boolean retired;

  private GatewayProcess(
      Class<?> main, Process process, Ports ports, Path dataDirectory, Path output) {
    this.main = main;
    this.process = process;
    this.ports = ports;
    this.dataDirectory = dataDirectory;
    this.output = output;
    this.client = new Client(ports);
    this.lastResort = new Thread(this::destroy, "destroy-gateway");
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Starts a gateway that has no data yet, and waits until it is ready. */
  public static GatewayProcess startFresh(String name) {
    return startFresh(name, Map.of());
  }

  /** Starts one that has no data yet, configured by these environment variables too. */
  public static GatewayProcess startFresh(String name, Map<String, String> environment) {
    return startFresh(name, Main.class, Ports.free(), environment);
  }

  /** Starts one on data that are there already, on free ports. */
  static GatewayProcess startOn(Path dataDirectory, Map<String, String> environment) {
    return start(Main.class, dataDirectory, Ports.free(), environment);
  }

  /** As the other, by another main class, which takes the gateway's arguments, on those ports. */
  public static GatewayProcess startFresh(
      String name, Class<?> main, Ports ports, Map<String, String> environment) {
    var dataDirectory = Workspace.freshDirectory(name);
    if (!environment.containsKey("QUAYSIDE_POSTGRES_URI")) {
      PostgresTemplate.copyInto(postgresHome(dataDirectory));
    }
    return start(main, dataDirectory, ports, environment);
  }

  /**
   * Starts one of the former release, whose classes and libraries are on that path. {@link
   * #startAgain} starts the present one in its place.
   */
  static GatewayProcess startFormer(
      String name, String classPath, Ports ports, Map<String, String> environment) {
    var own = new HashMap<>(ports.environment());
    // It stops at keys that it does not know.
    own.remove("QUAYSIDE_MQTT_PORT");
    own.putAll(environment);
    return start(
        Main.class,
        GatewayCommand.former(classPath, "standalone"),
        Workspace.freshDirectory(name),
        ports,
        own);
  }

  /** Starts a gateway on the data and the ports of one that has ended, and takes its place. */
  public static GatewayProcess startAgain(GatewayProcess former) {
    return startAgain(former, Map.of());
  }

  /** As the other, configured by these environment variables too. */
  public static GatewayProcess startAgain(GatewayProcess former, Map<String, String> environment) {
    former.retire();
    return start(former.main, former.dataDirectory, former.ports, environment);
  }

  private static GatewayProcess start(
      Class<?> main, Path dataDirectory, Ports ports, Map<String, String> environment) {
    var own = new HashMap<>(ports.environment());
    own.putAll(environment);
    return start(main, GatewayCommand.of(main, "standalone"), dataDirectory, ports, own);
  }

  private static GatewayProcess start(
      Class<?> main,
      List<String> command,
      Path dataDirectory,
      Ports ports,
      Map<String, String> environment) {
    var output = Workspace.output(dataDirectory.getFileName() + "-" + ports.http());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().put("QUAYSIDE_DATA_DIR", dataDirectory.toString());
    builder.environment().putAll(environment);
    try {
      var gateway = new GatewayProcess(main, builder.start(), ports, dataDirectory, output);
      gateway.awaitReady();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    var deadline = System.nanoTime() + READY_WITHIN.toNanos();
    try {
      while (!client.ready()) {
        if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
          throw failed("ended with status " + process.exitValue());
        }
        if (System.nanoTime() > deadline) {
          throw failed("was not ready within " + READY_WITHIN.toSeconds() + " s");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not waited for");
    }
  }

  private IllegalStateException failed(String how) {
    close();
    return new IllegalStateException("the gateway " + how + "; it said:\n" + lastWords());
  }

  private String lastWords() {
    var lines = said();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - OUTPUT_SHOWN), lines.size()));
  }

  /** What it has written to its terminal so far, line by line. */
  public List<String> said() {
    try {
      return Files.readAllLines(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has logged and should not have; what its Kafka says of a slow disk is not in it. */
  public List<String> complaints() {
    return said().stream().filter(line -> COMPLAINT.matcher(line).lookingAt()).toList();
  }

  /** What it has logged of credentials: nothing of their forms may ever be in its output. */
  public List<String> credentialsInOutput() {
    return said().stream().filter(line -> CREDENTIAL.matcher(line).find()).toList();
  }

  /** The records of its topics that have something of the form of a credential in them. */
  public List<String> credentialsInTopics() {
    return Stream.of(Topics.EVENTS, Topics.POSITIONS, Topics.DEAD_LETTERS, Topics.ADMIN)
        .flatMap(topic -> topics().readAll(topic).stream())
        .map(record -> record.key() + record.headers() + new String(record.value(), UTF_8))
        .filter(text -> CREDENTIAL.matcher(text).find())
        .toList();
  }

  /** Bytes of its heap that are in use after whatever could be thrown away has been. */
  public long heapInUse() {
    Tool.run("jcmd", Long.toString(process.pid()), "GC.run");
    return client
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Deletes the data of its PostgreSQL; the gateway has been stopped. */
  public void loseDatabase() {
    Workspace.delete(postgresHome(dataDirectory).resolve("data"));
  }

  /** Where a gateway or the services with that data directory keep their PostgreSQL. */
  static Path postgresHome(Path dataDirectory) {
    return dataDirectory.resolve("postgres");
  }

  /** Where it keeps its data; they outlive it. */
  public Path dataDirectory() {
    return dataDirectory;
  }

  public Ports ports() {
    return ports;
  }

  public Client client() {
    return client;
  }

  /** A reader of this gateway's topics. */
  public TopicReader topics() {
    return new TopicReader("127.0.0.1:" + ports.kafka());
  }

  /** The PostgreSQL that runs on this gateway's data; empty where none does. */
  public Optional<ProcessHandle> postgres() {
    try {
      var lines = Files.readAllLines(postgresHome(dataDirectory).resolve("data/postmaster.pid"));
      return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
          .filter(ProcessHandle::isAlive)
          .filter(found -> found.info().command().orElse("").contains("postgres"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It stands still until {@link #resume}: its connections stay open, and nothing is answered. */
  public void suspend() {
    Signals.suspend(process);
  }

  public void resume() {
    Signals.resume(process);
  }

  /** Ends the gateway as a power cut would; its PostgreSQL stays behind. */
  public void kill9() {
    await(process.destroyForcibly().toHandle());
  }

  /** Asks the gateway to end, as Ctrl-C does, and waits for it; the answer is its exit status. */
  public int stop() {
    process.destroy();
    await(process.toHandle());
    return process.exitValue();
  }

  /**
   * Stops the gateway if it still runs, and whatever it left behind. The data stay. Fails if there
   * is a credential in its output.
   */
  @Override
  public void close() {
    if (retired) {
      return;
    }
    if (process.isAlive()) {
      process.destroy();
      try {
        process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    destroy();
    retire();
    var leaked = credentialsInOutput();
    if (!leaked.isEmpty()) {
      throw new AssertionError("credentials in the output of the gateway: " + leaked);
    }
  }

  /** From now on what runs on the data is another one's. */
  private void retire() {
    retired = true;
    client.close();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  /** As {@link #close}, and the data go too. */
  public void closeAndForget() {
    close();
    Workspace.delete(dataDirectory);
  }

  private void destroy() {
    if (process.isAlive()) {
      kill9();
    }
    postgres()
        .ifPresent(
            left -> {
              left.destroy();
              await(left);
            });
  }

  private static void await(ProcessHandle process) {
    try {
      process.onExit().get(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("process " + process.pid() + " did not end", e);
    }
  }
}
