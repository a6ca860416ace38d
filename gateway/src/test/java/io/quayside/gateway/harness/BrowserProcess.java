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
import java.util.Base64;
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
import org.awaitility.core.ConditionTimeoutException;

/** A headless Chromium with one page, driven over its DevTools protocol. */
public final class BrowserProcess implements AutoCloseable {
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final String SHOWN =
      "location.href + ' ' + document.activeElement?.outerHTML.slice(0, 200) + ' '"
          + " + document.body?.innerText.slice(0, 2000)";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path profile;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Void>> bodies = new CopyOnWriteArrayList<>();
  private final Object sending = new Object();
  private CompletableFuture<WebSocket> lastSent = CompletableFuture.completedFuture(null);
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
      browser.command("Network.enable", new JsonObject());
      browser.navigate(url);
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
    return send(method, parameters).orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** One text after the other: the WebSocket refuses a second one that is under way. */
  private CompletableFuture<JsonObject> send(String method, JsonObject parameters) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonObject>();
    answers.put(id, answer);
    var command = new JsonObject().put("id", id).put("method", method).put("params", parameters);
    synchronized (sending) {
      lastSent = lastSent.thenCompose(sent -> page.sendText(command.encode(), true));
    }
    return answer;
  }

  /** Goes to another page, or to another place within the same. */
  public void navigate(String url) {
    command("Page.navigate", new JsonObject().put("url", url));
  }

  /** The size of the window in CSS pixels, and the color scheme that its user prefers. */
  public void resize(int width, int height, boolean dark) {
    command(
        "Emulation.setDeviceMetricsOverride",
        new JsonObject()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    var scheme =
        new JsonObject().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
    command(
        "Emulation.setEmulatedMedia",
        new JsonObject().put("features", new JsonArray().add(scheme)));
  }

  /** What the window shows, as a PNG. */
  public void screenshot(Path file) {
    var answer =
        command("Page.captureScreenshot", new JsonObject().put("format", "png"))
            .getJsonObject("result");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(answer.getString("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Presses a key; one of a single character is typed. */
  public void press(String key) {
    var event = new JsonObject().put("key", key).put("type", "keyDown");
    if (key.length() == 1) {
      event.put("text", key);
    } else if (key.equals("Enter")) {
      event.put("text", "\r").put("windowsVirtualKeyCode", 13);
    } else if (key.equals("Tab")) {
      event.put("windowsVirtualKeyCode", 9);
    } else if (key.equals("Escape")) {
      event.put("windowsVirtualKeyCode", 27);
    }
    command("Input.dispatchKeyEvent", event);
    command("Input.dispatchKeyEvent", event.copy().put("type", "keyUp"));
  }

  /** Types a text into the element that has the focus. */
  public void type(String text) {
    command("Input.insertText", new JsonObject().put("text", text));
  }

  /** The addresses of all requests. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** The bodies of all answers, and all frames of WebSockets that came. */
  public List<String> received() {
    bodies.forEach(body -> body.orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join());
    return List.copyOf(received);
  }

  /**
   * The value of a JavaScript expression; null for undefined, or where another page has come. Of a
   * promise what it becomes.
   */
  public Object evaluate(String expression) {
    var answer =
        command(
            "Runtime.evaluate",
            new JsonObject()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    var result = answer.getJsonObject("result");
    if (result == null) {
      // The page was left meanwhile.
      return null;
    }
    if (result.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.getJsonObject("exceptionDetails"));
    }
    return result.getJsonObject("result").getValue("value");
  }

  /** Waits until an expression is true. */
  public void awaitTrue(String expression) {
    awaitTrue(expression, WITHIN.toSeconds());
  }

  /** As the other, for so many seconds at most. A failure tells what the page shows. */
  public void awaitTrue(String expression, long seconds) {
    try {
      await()
          .atMost(Duration.ofSeconds(seconds))
          .until(() -> Boolean.TRUE.equals(evaluate(expression)));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "never true: %s\nthe page: %s\ncomplaints: %s"
              .formatted(expression, evaluate(SHOWN), complaints),
          e);
    }
  }

  /** Waits for an element and clicks it. */
  public void click(String selector) {
    var element = "document.querySelector(`%s`)".formatted(selector);
    awaitTrue("!!" + element);
    evaluate(element + ".click()");
  }

  /** Bytes of the page's heap, garbage aside. */
  public long heapInUse() {
    command("HeapProfiler.collectGarbage", new JsonObject());
    return command("Runtime.getHeapUsage", new JsonObject())
        .getJsonObject("result")
        .getLong("usedSize");
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
        return;
      }
      var parameters = message.getJsonObject("params");
      switch (message.getString("method")) {
        case "Runtime.exceptionThrown" -> complaints.add(message.encode());
        case "Log.entryAdded" -> {
          if (parameters.getJsonObject("entry").getString("level").equals("error")) {
            complaints.add(message.encode());
          }
        }
        case "Network.requestWillBeSent" ->
            requests.add(parameters.getJsonObject("request").getString("url"));
        case "Network.webSocketCreated" -> requests.add(parameters.getString("url"));
        case "Network.webSocketFrameReceived" ->
            received.add(parameters.getJsonObject("response").getString("payloadData"));
        case "Network.loadingFinished" -> keepBody(parameters.getString("requestId"));
        default -> {}
      }
    }

    /** Asks for the body without waiting for it: this is the thread that answers come on. */
    private void keepBody(String requestId) {
      bodies.add(
          send("Network.getResponseBody", new JsonObject().put("requestId", requestId))
              .thenAccept(
                  answer -> {
                    if (answer.containsKey("result")) {
                      received.add(answer.getJsonObject("result").getString("body"));
                    }
                  }));
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.abort();
    }
    var children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // They write into the profile until they end.
    children.forEach(
        child -> child.onExit().orTimeout(WITHIN.toSeconds(), TimeUnit.SECONDS).join());
    http.close();
    Workspace.delete(profile);
  }
}
