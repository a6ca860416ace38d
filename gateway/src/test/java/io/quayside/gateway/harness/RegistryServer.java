package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A schema registry of the five calls that the gateway makes, with the errors of Confluent's API.
 * What is compatible with what is up to the test.
 */
public final class RegistryServer implements AutoCloseable {
  private static final Pattern SUBJECT = Pattern.compile("/api/subjects/([^/]+)(/versions)?");
  private static final Pattern CONFIG = Pattern.compile("/api/config/([^/]+)");
  private static final Pattern COMPATIBILITY =
      Pattern.compile("/api/compatibility/subjects/([^/]+)/versions");

  private final Map<String, List<String>> versions = new TreeMap<>();
  private final Map<String, String> levels = new TreeMap<>();
  private final TreeSet<String> incompatible = new TreeSet<>();
  private final Map<String, Integer> broken = new TreeMap<>();
  private final TreeSet<String> withoutVerdict = new TreeSet<>();
  private final List<String> authorizations = new ArrayList<>();
  private final HttpServer server;
  private int nextId = 1;

  private RegistryServer(int port) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      server = HttpServer.create(address, 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /** Listens on a port of this machine; 0 for any free one. */
  public static RegistryServer start(int port) {
    return new RegistryServer(port);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
  }

  /** The subjects with their versions, oldest first. */
  public synchronized Map<String, List<String>> versions() {
    Map<String, List<String>> copy = new TreeMap<>();
    versions.forEach((subject, all) -> copy.put(subject, List.copyOf(all)));
    return copy;
  }

  /** The levels that were set, by subject. */
  public synchronized Map<String, String> levels() {
    return Map.copyOf(levels);
  }

  /** The Authorization fields of all calls. */
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /**
   * A subject with a version that nothing is compatible with, as is judged once it has a level: as
   * Apicurio, which judges nothing before.
   */
  public synchronized void putIncompatible(String subject) {
    versions.computeIfAbsent(subject, name -> new ArrayList<>()).add("{\"type\":\"string\"}");
    incompatible.add(subject);
  }

  /** Every call about a subject is answered with that status. */
  public synchronized void breakSubject(String subject, int status) {
    broken.put(subject, status);
  }

  /** A subject whose next version is neither compatible nor incompatible. */
  public synchronized void putWithoutVerdict(String subject) {
    putIncompatible(subject);
    withoutVerdict.add(subject);
  }

  /** Has no subject any more. */
  public synchronized void forget() {
    versions.clear();
    levels.clear();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    var request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    var path = exchange.getRequestURI().getPath();
    var body = request.isEmpty() ? new JsonObject() : new JsonObject(request);
    var subject = SUBJECT.matcher(path);
    var config = CONFIG.matcher(path);
    var judged = COMPATIBILITY.matcher(path);
    var method = exchange.getRequestMethod();
    if (subject.matches() && broken.containsKey(subject.group(1))) {
      error(exchange, broken.get(subject.group(1)), 50001, "broken");
    } else if (subject.matches() && method.equals("POST")) {
      if (subject.group(2) == null) {
        lookUp(exchange, subject.group(1), body.getString("schema"));
      } else {
        register(exchange, subject.group(1), body.getString("schema"));
      }
    } else if (judged.matches() && method.equals("POST")) {
      judge(exchange, judged.group(1));
    } else if (config.matches() && method.equals("GET")) {
      showLevel(exchange, config.group(1));
    } else if (config.matches() && method.equals("PUT")) {
      setLevel(exchange, config.group(1), body.getString("compatibility"));
    } else {
      error(exchange, 404, 404, "no such call: " + method + ' ' + path);
    }
  }

  private void lookUp(HttpExchange exchange, String subject, String schema) throws IOException {
    if (!versions.containsKey(subject)) {
      error(exchange, 404, 40401, "Subject '" + subject + "' not found.");
    } else if (!versions.get(subject).contains(schema)) {
      error(exchange, 404, 40403, "Schema not found");
    } else {
      send(exchange, 200, new JsonObject().put("id", 1).put("subject", subject));
    }
  }

  private void judge(HttpExchange exchange, String subject) throws IOException {
    if (withoutVerdict.contains(subject)) {
      send(exchange, 200, new JsonObject());
      return;
    }
    boolean refused = incompatible.contains(subject) && levels.containsKey(subject);
    var answer = new JsonObject().put("is_compatible", !refused);
    if (refused) {
      answer.put("messages", new JsonArray().add("the type was narrowed"));
    }
    send(exchange, 200, answer);
  }

  private void register(HttpExchange exchange, String subject, String schema) throws IOException {
    if (incompatible.contains(subject)) {
      error(exchange, 409, 409, "incompatible");
      return;
    }
    var all = versions.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!all.contains(schema)) {
      all.add(schema);
    }
    send(exchange, 200, new JsonObject().put("id", nextId++));
  }

  private void showLevel(HttpExchange exchange, String subject) throws IOException {
    if (levels.containsKey(subject)) {
      send(exchange, 200, new JsonObject().put("compatibilityLevel", levels.get(subject)));
    } else {
      error(exchange, 404, 40408, "Subject has no level of its own");
    }
  }

  /** As Apicurio, which knows no level of a subject that does not exist. */
  private void setLevel(HttpExchange exchange, String subject, String level) throws IOException {
    if (versions.containsKey(subject)) {
      levels.put(subject, level);
      send(exchange, 200, new JsonObject().put("compatibility", level));
    } else {
      error(exchange, 404, 40401, "Subject '" + subject + "' not found.");
    }
  }

  private static void error(HttpExchange exchange, int status, int code, String message)
      throws IOException {
    send(exchange, status, new JsonObject().put("error_code", code).put("message", message));
  }

  private static void send(HttpExchange exchange, int status, JsonObject body) throws IOException {
    var bytes = body.encode().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
