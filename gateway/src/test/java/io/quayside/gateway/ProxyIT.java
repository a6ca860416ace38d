package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.Program;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The gateway behind the proxies of docs/examples: commands, WebSockets, Server-Sent Events. */
@Timeout(120)
@ExtendWith(SharedGateway.class)
class ProxyIT {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("basedir", ""), "../docs/examples").toAbsolutePath().normalize();

  private final GatewayProcess gateway;
  private final int port = Ports.free().http();
  @TempDir private Path folder;
  private TestCertificate certificate;

  ProxyIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void makeCertificate() {
    certificate = TestCertificate.make(folder, "proxy", "EC");
    certificate.writeCertificate(folder.resolve("tls.crt"));
    certificate.writeKey(folder.resolve("tls.key"));
  }

  @Test
  void shouldBeReachedThroughNginx() throws Exception {
    Program.assumeInstalled("nginx");
    var config = example("nginx.conf");
    config = replaced(config, "    server 10.1.0.2:8080;\n    server 10.1.0.3:8080;\n", "");
    config = replaced(config, "listen 443 ssl", "listen 127.0.0.1:%d ssl".formatted(port));
    config = replaced(config, "http {\n", "http {\n  access_log off;\n" + temporaryFolders());
    var file = Files.writeString(folder.resolve("nginx.conf"), config).toString();
    var log = folder.resolve("error.log").toString();
    var globals = "daemon off; pid %s;".formatted(folder.resolve("pid"));
    assertThat(run("nginx", "-t", "-e", log, "-c", file, "-g", globals)).isZero();
    behind("nginx", "-e", log, "-c", file, "-g", globals);
  }

  @Test
  void shouldBeReachedThroughCaddy() throws Exception {
    Program.assumeInstalled("caddy");
    var config = example("Caddyfile");
    config = replaced(config, " 10.1.0.2:8080 10.1.0.3:8080", "");
    config = replaced(config, "health_port 8081", "health_port " + gateway.ports().management());
    var options = "\tadmin off\n\tauto_https disable_redirects\n\tdefault_sni localhost\n";
    config = replaced(config, "\tgrace_period 5s\n", "\tgrace_period 5s\n" + options);
    config = replaced(config, "quayside.example {", "https://localhost:%d {".formatted(port));
    var file = Files.writeString(folder.resolve("Caddyfile"), config).toString();
    assertThat(run("caddy", "validate", "--adapter", "caddyfile", "--config", file)).isZero();
    behind("caddy", "run", "--adapter", "caddyfile", "--config", file);
  }

  private String example(String name) throws IOException {
    var config = Files.readString(EXAMPLES.resolve(name));
    config = replaced(config, "10.1.0.1:8080", "127.0.0.1:" + gateway.ports().http());
    return replaced(config, "/etc/quayside/", folder + "/");
  }

  private static String replaced(String config, String what, String with) {
    assertThat(config).contains(what);
    return config.replace(what, with);
  }

  private String temporaryFolders() {
    var lines = new StringBuilder();
    for (var use : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      lines.append("  %s_temp_path %s;\n".formatted(use, folder.resolve(use)));
    }
    return lines.toString();
  }

  private void behind(String... command) throws Exception {
    var proxy = start(command);
    try (var client = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> send(client, request("/v1/shipments").GET().build()) == 200);
      var booking =
          request("/v1/shipments")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(Bodies.booking().encode()))
              .build();
      assertThat(send(client, booking)).isEqualTo(201);
      shouldPassFramesOn(client);
      shouldPassEventsOn(client);
    } finally {
      proxy.destroy();
      assertThat(proxy.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** With the origin of a page behind the same proxy, which the gateway compares with Host. */
  private void shouldPassFramesOn(HttpClient client) throws Exception {
    var frame = new CompletableFuture<JsonObject>();
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            frame.complete(new JsonObject(text.toString()));
            return null;
          }
        };
    var socket =
        client
            .newWebSocketBuilder()
            .header("Origin", "https://localhost:" + port)
            .buildAsync(URI.create("wss://localhost:%d/v1/ws".formatted(port)), listener)
            .get(20, TimeUnit.SECONDS);
    try {
      socket.sendText("{\"op\":\"ping\",\"id\":\"1\"}", true).get(20, TimeUnit.SECONDS);
      assertThat(frame.get(20, TimeUnit.SECONDS).getString("op")).isEqualTo("pong");
    } finally {
      socket.abort();
    }
  }

  private void shouldPassEventsOn(HttpClient client) throws Exception {
    var dispatcher = new Dispatcher(gateway.client());
    var shipmentId = dispatcher.book();
    var stream =
        client.send(
            request("/v1/shipments/%s/stream".formatted(shipmentId)).GET().build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      awaitLine(lines, "event: snapshot");
      dispatcher.assignCarrier(shipmentId, "HH-QS 1").expect(200);
      awaitLine(lines, "event: event");
    }
  }

  /** Reads until the line has come; the test's timeout ends it if it never does. */
  private static void awaitLine(BufferedReader lines, String expected) throws IOException {
    var line = lines.readLine();
    while (line != null && !line.equals(expected)) {
      line = lines.readLine();
    }
    assertThat(line).isEqualTo(expected);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:%d%s".formatted(port, path)))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private static int send(HttpClient client, HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private Process start(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    return builder.redirectOutput(folder.resolve(command[0] + ".out").toFile()).start();
  }

  private int run(String... command) throws Exception {
    var process = start(command);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    if (process.exitValue() != 0) {
      System.err.println(Files.readString(folder.resolve(command[0] + ".out")));
    }
    return process.exitValue();
  }
}
