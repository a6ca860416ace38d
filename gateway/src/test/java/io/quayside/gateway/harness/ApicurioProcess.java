package io.quayside.gateway.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real Apicurio Registry that keeps its schemas in memory, unpacked below the module's target.
 */
public final class ApicurioProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final Process process;
  private final String url;
  private final ServerCalls calls;

  private ApicurioProcess(Ports ports) throws IOException {
    this.url = "http://127.0.0.1:" + ports.http() + "/apis/ccompat/v7";
    this.calls = new ServerCalls(url);
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.http(),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.management(),
                "-Dquarkus.http.access-log.enabled=false",
                "-jar",
                Path.of(System.getProperty("apicurio.home"), "quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(Workspace.output("apicurio").toFile())
            .start();
  }

  /** Starts the Apicurio that the profile {@code apicurio} has unpacked, and waits for its API. */
  public static ApicurioProcess start() {
    try {
      var registry = new ApicurioProcess(Ports.free());
      await().atMost(READY_WITHIN).until(registry::isReady);
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() throws InterruptedException {
    assertThat(process.isAlive()).as("Apicurio runs").isTrue();
    return calls.serves("/subjects");
  }

  /** The setting registry.url for it. */
  public String url() {
    return url;
  }

  /** The names of all subjects. */
  public List<String> subjects() {
    return strings(new JsonArray(call("GET", "/subjects", null, 200)));
  }

  /** The numbers of a subject's versions. */
  public JsonArray versions(String subject) {
    return new JsonArray(call("GET", "/subjects/" + subject + "/versions", null, 200));
  }

  /** The level of compatibility that a subject has of its own. */
  public String level(String subject) {
    return new JsonObject(call("GET", "/config/" + subject, null, 200))
        .getString("compatibilityLevel");
  }

  /** Registers a schema of a subject that has no level, so nothing is judged. */
  public void register(String subject, JsonObject schema) {
    var body = new JsonObject().put("schemaType", "JSON").put("schema", schema.encode());
    call("POST", "/subjects/" + subject + "/versions", body, 200);
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private String call(String method, String path, JsonObject body, int expected) {
    var bytes = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode());
    var request = calls.request(path).header("Content-Type", MEDIA_TYPE).method(method, bytes);
    return calls.send(request, expected);
  }

  @Override
  public void close() {
    calls.close();
    Program.end(process);
  }
}
