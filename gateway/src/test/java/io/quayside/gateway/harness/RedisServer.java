package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Topics;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A Redis server of the machine, in a directory of its own, that keeps what it acknowledged. */
public final class RedisServer implements AutoCloseable {
  /** The name of the program. */
  public static final String PROGRAM = "redis-server";

  private static final String PASSWORD = "relayed";

  private final Path directory = Workspace.freshDirectory("redis");
  private final TestCertificate certificate;
  private int port;
  private int tlsPort;
  private Process process;

  /** Starts one on those ports; it is asked for a password. */
  public RedisServer(Ports ports) {
    this.port = ports.http();
    this.tlsPort = ports.management();
    this.certificate = TestCertificate.make(directory, "redis", "RSA");
    certificate.writeCertificate(directory.resolve("cert.pem"));
    certificate.writeKey(directory.resolve("key.pem"));
    start();
  }

  /** Starts it, on the data that it had. */
  public void start() {
    List<String> command =
        List.of(
            Program.find(PROGRAM).orElseThrow().toString(),
            "--bind",
            "127.0.0.1",
            "127.0.0.2",
            "--port",
            Integer.toString(port),
            "--tls-port",
            Integer.toString(tlsPort),
            "--tls-cert-file",
            directory.resolve("cert.pem").toString(),
            "--tls-key-file",
            directory.resolve("key.pem").toString(),
            "--tls-ca-cert-file",
            directory.resolve("cert.pem").toString(),
            "--tls-auth-clients",
            "no",
            "--requirepass",
            PASSWORD,
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--dir",
            directory.toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Workspace.output("redis").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().ignoreExceptions().atMost(20, TimeUnit.SECONDS).until(() -> answers());
  }

  private boolean answers() {
    return "PONG".equals(command("PING"));
  }

  /** Where a gateway reaches it. */
  public String uri() {
    return "redis://:" + PASSWORD + "@127.0.0.1:" + port + "/0";
  }

  /**
   * The same with TLS, under a name of its certificate; or under an address that is none of them.
   */
  public String tlsUri(boolean named) {
    return "rediss://:%s@%s:%d/0".formatted(PASSWORD, named ? "localhost" : "127.0.0.2", tlsPort);
  }

  /** What a JVM needs to trust its certificate. */
  public String trustOptions() {
    return certificate.trustOptions(directory.resolve("trust.p12"));
  }

  /** Ends it as a power cut would; what was acknowledged is on the disk. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does a command between {@link #kill} and {@link #start}, unseen by whoever comes again. */
  public void commandWhileAway(String... words) {
    int knownPort = port;
    int knownTlsPort = tlsPort;
    port = Ports.one();
    tlsPort = Ports.one();
    try {
      start();
      command(words);
    } finally {
      kill();
      port = knownPort;
      tlsPort = knownTlsPort;
    }
  }

  /** The answer to one command: a text, a Long, a list of answers, or null. */
  public Object command(String... words) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      var in = new BufferedInputStream(socket.getInputStream());
      socket.getOutputStream().write(encoded("AUTH", PASSWORD));
      answer(in);
      socket.getOutputStream().write(encoded(words));
      return answer(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry of a stream. */
  public record Entry(String id, Map<String, String> fields) {}

  /** All entries of a stream. */
  public List<Entry> entries(String key) {
    List<Entry> entries = new ArrayList<>();
    for (Object item : (List<?>) command("XRANGE", key, "-", "+")) {
      List<?> pair = (List<?>) item;
      List<?> fields = (List<?>) pair.get(1);
      Map<String, String> byName = new LinkedHashMap<>();
      for (int i = 0; i < fields.size(); i += 2) {
        byName.put((String) fields.get(i), (String) fields.get(i + 1));
      }
      entries.add(new Entry((String) pair.get(0), byName));
    }
    return entries;
  }

  /** By shard, the entries of streams with a prefix, each in a line. */
  public Map<Integer, List<String>> streams(String prefix, int shards) {
    Map<Integer, List<String>> streams = new TreeMap<>();
    for (int shard = 0; shard < shards; shard++) {
      for (var entry : entries(prefix + shard)) {
        streams
            .computeIfAbsent(shard, number -> new ArrayList<>())
            .add(
                line(
                    entry.id(),
                    entry.fields().get("shipmentId") + '/' + entry.fields().get("version"),
                    entry.fields().get("type"),
                    entry.fields().get("event")));
      }
    }
    return streams;
  }

  /** What {@link #streams} has to be where events are relayed as stored: the first of a version. */
  public static Map<Integer, List<String>> expected(TopicReader topics) {
    Map<Integer, List<String>> log = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (var record : topics.readAll(Topics.EVENTS)) {
      var event = TopicReader.json(record);
      if (!seen.add(event.getString("id"))) {
        continue;
      }
      log.computeIfAbsent(record.partition(), shard -> new ArrayList<>())
          .add(
              line(
                  (record.offset() + 1) + "-0",
                  event.getString("id"),
                  event.getString("type"),
                  TopicReader.text(record)));
    }
    return log;
  }

  /** An entry: its id, the event's id, its type, and the hash of its bytes. */
  private static String line(String id, String eventId, String type, String event) {
    return String.join(" ", id, eventId, type, Integer.toHexString(event.hashCode()));
  }

  private static byte[] encoded(String... words) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (var word : words) {
      var bytes = word.getBytes(UTF_8);
      out.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      out.write(bytes);
      out.write("\r\n".getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  private static Object answer(InputStream in) throws IOException {
    var line = line(in);
    var rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.parseLong(rest);
      case '$' -> {
        int length = Integer.parseInt(rest);
        if (length < 0) {
          yield null;
        }
        var bytes = in.readNBytes(length);
        in.skipNBytes(2);
        yield new String(bytes, UTF_8);
      }
      case '*' -> {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(rest); i++) {
          items.add(answer(in));
        }
        yield items;
      }
      default -> throw new IllegalStateException(line);
    };
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection was closed");
      }
      line.append((char) c);
    }
    in.skipNBytes(1);
    return line.toString();
  }

  @Override
  public void close() {
    kill();
    Workspace.delete(directory);
  }
}
