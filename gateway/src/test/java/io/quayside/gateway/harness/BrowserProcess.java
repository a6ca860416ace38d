package io.quayside.gateway.harness;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven over its DevTools protocol. */
public final class BrowserProcess implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path profile;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private WebSocket page;

  private BrowserProcess(Path program) throws IOException {
    profile = Workspace.freshDirectory("browser");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(Workspace.output("browser").toFile())
            .start();
  }

  /** The Chromium of this machine; empty where none is installed. */
  public static Optional<Path> find() {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .flatMap(directory -> PROGRAMS.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it and opens a page. */
  public static BrowserProcess open(Path program, String url) {
    try {
      var browser = new BrowserProcess(program);
      browser.connect();
      browser.command("Runtime.enable", new JsonObject());
      browser.command("Log.enable", new JsonObject());
      browser.command("Page.navigate", new JsonObject().put("url", url));
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect() {
    var port = profile.resolve("DevToolsActivePort");
    var lines = await().atMost(WITHIN).until(() -> lines(port), read -> read.size() >= 2);
    var list = URI.create("http://127.0.0.1:" + lines.getFirst() + "/json/list");
    var found =
        await()
            .atMost(WITHIN)
            .ignoreExceptions()
            .until(
                () -> pageOf(http.send(request(list), BodyHandlers.ofString()).body()), p -> true);
    page = http.newWebSocketBuilder().buildAsync(URI.create(found), new Receiver()).join();
  }

  private static HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private static String pageOf(String targets) {
    return new JsonArray(targets)
        .stream()
            .map(JsonObject.class::cast)
            .filter(target -> target.getString("type").equals("page"))
            .findFirst()
            .orElseThrow()
            .getString("webSocketDebuggerUrl");
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private JsonObject command(String method, JsonObject parameters) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonObject>();
    answers.put(id, answer);
    var command = new JsonObject().put("id", id).put("method", method).put("params", parameters);
    page.sendText(command.encode(), true).join();
    return answer.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The value of a JavaScript expression; null for undefined. */
  public Object evaluate(String expression) {
    var answer =
        command(
            "Runtime.evaluate",
            new JsonObject().put("expression", expression).put("returnByValue", true));
    var result = answer.getJsonObject("result");
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.getJsonObject("exceptionDetails"));
    }
    return result.getJsonObject("result").getValue("value");
  }

  /** Waits until an expression is true. */
  public void awaitTrue(String expression) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () -> {
              if (!Boolean.TRUE.equals(evaluate(expression))) {
                throw new AssertionError("never true: " + expression);
              }
            });
  }

  /** Waits for an element and clicks it. */
  public void click(String selector) {
    var element = "document.querySelector(`%s`)".formatted(selector);
    awaitTrue("!!" + element);
    evaluate(element + ".click()");
  }

  /** What the page has thrown, logged as an error, or was refused by its security policy. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(new JsonObject(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void received(JsonObject message) {
      if (message.containsKey("id")) {
        answers.remove(message.getInteger("id")).complete(message);
      } else if (message.getString("method").equals("Runtime.exceptionThrown")
          || (message.getString("method").equals("Log.entryAdded")
              && message.toString().contains("\"level\":\"error\""))) {
        complaints.add(message.encode());
      }
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.abort();
    }
    process.destroy();
    try {
      if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
    Workspace.delete(profile);
  }
}
