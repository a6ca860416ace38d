package io.quayside.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.quayside.gateway.harness.BrowserProcess;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The subscribers of docs/examples: they resume after a lost connection and after a restart. */
@Timeout(300)
class FollowExamplesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static HttpServer pages;
  private static GatewayProcess gateway;
  private static CuttingProxy proxy;
  private static Dispatcher dispatcher;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws IOException {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    pages.createContext(
        "/follow.html",
        exchange -> {
          try (exchange) {
            var page = Files.readAllBytes(example("follow.html"));
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
          }
        });
    pages.start();
    gateway = GatewayProcess.startFresh("follow", Map.of("QUAYSIDE_HTTP_ORIGINS", origin()));
    proxy = new CuttingProxy(gateway.ports().http());
    dispatcher = new Dispatcher(gateway.client());
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    gateway.closeAndForget();
    pages.stop(0);
  }

  private static String origin() {
    return "http://127.0.0.1:" + pages.getAddress().getPort();
  }

  private static String address() {
    return "http://127.0.0.1:" + proxy.port();
  }

  @Test
  void shouldResumeInABrowser() {
    var chromium = BrowserProcess.find();
    if (chromium.isEmpty()) {
      System.out.println("SKIPPED: the browser's example, since no Chromium is installed");
    }
    assumeTrue(chromium.isPresent(), "no Chromium is installed");
    var id = dispatcher.book();
    var page = origin() + "/follow.html?gateway=" + address() + "&shipment=" + id;
    try (var browser = BrowserProcess.open(chromium.get(), page)) {
      browser.awaitTrue(shown(1), 60);
      dispatcher.assignCarrier(id, "truck 1").expect(200);
      browser.awaitTrue(shown(2), 60);
      proxy.cut();
      browser.awaitTrue("document.querySelector('#state').textContent === 'reconnecting'", 60);
      dispatcher.assignCarrier(id, "truck 2").expect(200);
      dispatcher.release(id).expect(200);
      proxy.mend();
      browser.awaitTrue(shown(4), 60);
      browser.navigate("about:blank");
      dispatcher.milestone(id, "PICKED_UP").expect(200);
      browser.navigate(page);
      browser.awaitTrue(shown(5), 60);
      assertThat(
              browser.evaluate(
                  "[...document.querySelectorAll('#events li')].map(li => li.value).join()"))
          .isEqualTo("1,2,3,4,5");
    }
  }

  private static String shown(int events) {
    return "document.querySelectorAll('#events li').length === " + events;
  }

  @Test
  void shouldResumeInNode() throws Exception {
    Program.assumeInstalled("node");
    var id = dispatcher.book();
    var printed = directory.resolve("printed");
    var subscriber = follow(id, printed);
    try {
      awaitLines(printed, 1);
      proxy.cut();
      dispatcher.assignCarrier(id, "truck 1").expect(200);
      proxy.mend();
      awaitLines(printed, 2);
      // Written after the line; killed before, it would print the line again.
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(directory.resolve("version"), UTF_8).strip().equals("2"));
      subscriber.destroyForcibly().waitFor();
      dispatcher.assignCarrier(id, "truck 2").expect(200);
      dispatcher.release(id).expect(200);
      subscriber = follow(id, printed);
      awaitLines(printed, 4);
    } finally {
      subscriber.destroyForcibly().waitFor();
    }
    assertThat(Files.readAllLines(printed))
        .containsExactly(
            "1 shipment.booked.v1",
            "2 shipment.carrier-assigned.v1",
            "3 shipment.carrier-assigned.v1",
            "4 shipment.released.v1");
  }

  private Process follow(String id, Path printed) throws IOException {
    return new ProcessBuilder(
            "node",
            example("follow.js").toString(),
            id,
            address(),
            directory.resolve("version").toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()))
        .start();
  }

  private static void awaitLines(Path printed, int lines) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Files.readString(printed, UTF_8).lines()).hasSize(lines));
  }

  /** Failsafe starts in the module's folder, an IDE may start in the repository's. */
  private static Path example(String name) {
    return Stream.of("docs/examples", "../docs/examples")
        .map(folder -> Path.of(folder, name).toAbsolutePath().normalize())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
