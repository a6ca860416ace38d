package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.SharedGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules against what the gateway exports, with the programs of Prometheus. */
@Timeout(180)
@ExtendWith(SharedGateway.class)
class AlertsIT {
  private static final Pattern METRIC = Pattern.compile("\\bquayside_[a-z_]+");
  private static final Path RULES =
      Path.of(System.getProperty("basedir", ""), "../docs/grafana").toAbsolutePath().normalize();

  private final GatewayProcess gateway;
  @TempDir private Path folder;

  AlertsIT(GatewayProcess gateway) {
    this.gateway = gateway;
  }

  /** A rule over a series that begins with its first count would miss that count. */
  @Test
  void shouldExportWhatAlertsAskForFromTheStart() throws IOException {
    var expressions =
        Files.readAllLines(RULES.resolve("alerts.yaml")).stream()
            .filter(line -> line.strip().startsWith("expr:"))
            .toList();
    var asked = new TreeSet<String>();
    expressions.forEach(line -> METRIC.matcher(line).results().forEach(m -> asked.add(m.group())));
    assertThat(asked).hasSizeGreaterThan(6);
    asked.addAll(
        List.of(
            "quayside_build_info",
            "quayside_cluster_members",
            "quayside_connections",
            "quayside_sockets",
            "quayside_http_responses_total"));
    // Some are measured each 15 s.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(exported()).containsAll(asked));
  }

  @Test
  void shouldFireWithItsCauseAndNotWithoutIt() throws Exception {
    requireProgram("promtool");
    assertThat(run(List.of("promtool", "test", "rules", "alerts.test.yaml"))).isZero();
  }

  /** A real Prometheus scrapes the gateway, and knows how to evaluate each rule. */
  @Test
  void shouldBeEvaluatedByPrometheus() throws Exception {
    requireProgram("prometheus");
    int port = Ports.one();
    var config = folder.resolve("prometheus.yaml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ['%s']
        scrape_configs:
          - {job_name: quayside, static_configs: [{targets: ['127.0.0.1:%d']}]}
        """
            .formatted(RULES.resolve("alerts.yaml"), gateway.ports().management()));
    var prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("series"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                assertThat(ask(port, "query?query=up").getJsonArray("result").encode())
                    .contains("\"1\"");
                assertThat(rules(port))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(rule -> assertThat(rule.getString("health")).isEqualTo("ok"));
              });
    } finally {
      prometheus.destroy();
      assertThat(prometheus.waitFor(20, SECONDS)).isTrue();
    }
  }

  private static List<JsonObject> rules(int port) throws Exception {
    return objects(ask(port, "rules").getJsonArray("groups")).stream()
        .flatMap(group -> objects(group.getJsonArray("rules")).stream())
        .toList();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  private static JsonObject ask(int port, String what) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + what);
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(UTF_8));
      return new JsonObject(answer.body()).getJsonObject("data");
    }
  }

  private Set<String> exported() {
    var names = new TreeSet<String>();
    gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> METRIC.matcher(line).results().limit(1).forEach(m -> names.add(m.group())));
    return names;
  }

  private static void requireProgram(String name) {
    boolean found =
        List.of(System.getenv("PATH").split(":", -1)).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    assumeTrue(found, "NOT TESTED: no " + name + " on the path (apt-get install prometheus)");
  }

  private static int run(List<String> command) throws Exception {
    var process = new ProcessBuilder(command).directory(RULES.toFile()).inheritIO().start();
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    return process.exitValue();
  }
}
