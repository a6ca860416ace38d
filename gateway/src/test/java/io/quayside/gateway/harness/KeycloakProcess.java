package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;

/** A real Keycloak with the realm of the tests, unpacked below the module's target. */
public final class KeycloakProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(4);
  private static final String ADMIN = "admin";

  private static final String REALM = "/realms/quayside";

  private final Process process;
  private final String base;
  private final ServerCalls calls;

  private KeycloakProcess(Path home, int port, int managementPort) throws IOException {
    var imports = Files.createDirectories(home.resolve("data/import"));
    try (var realm = KeycloakProcess.class.getResourceAsStream("/keycloak/quayside-realm.json")) {
      var file = imports.resolve("quayside-realm.json");
      Files.copy(Objects.requireNonNull(realm), file, StandardCopyOption.REPLACE_EXISTING);
    }
    this.base = "http://127.0.0.1:" + port;
    this.calls = new ServerCalls(base);
    var script = home.resolve("bin/kc.sh");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    var builder =
        new ProcessBuilder(
                script.toString(),
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-host=127.0.0.1",
                "--http-management-port=" + managementPort,
                "--import-realm",
                "--log-level=warn")
            .redirectErrorStream(true)
            .redirectOutput(Workspace.output("keycloak").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
    builder.environment().put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
    this.process = builder.start();
  }

  /**
   * Starts the Keycloak that the profile {@code keycloak} has unpacked, and waits for its realm.
   */
  public static KeycloakProcess start() {
    var home = Path.of(System.getProperty("keycloak.home"));
    var ports = Ports.free();
    try {
      var keycloak = new KeycloakProcess(home, ports.http(), ports.management());
      await().atMost(READY_WITHIN).pollInterval(Duration.ofSeconds(1)).until(keycloak::isReady);
      return keycloak;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() throws InterruptedException {
    assertThat(process.isAlive()).as("Keycloak runs").isTrue();
    return calls.serves(REALM);
  }

  /** The address of the realm, where the page signs its visitors in as the client {@code page}. */
  public String issuer() {
    return base + REALM;
  }

  /** The setting auth.issuers for it; the key set is found by discovery. */
  public String settings() {
    return new JsonArray()
        .add(
            new JsonObject()
                .put("name", "keycloak")
                .put("issuer", issuer())
                .put("audience", "quayside")
                .put("tenantClaim", "tenant"))
        .encode();
  }

  /** A token of the client that is an operator. */
  public String token() {
    return token(
        "quayside", "grant_type=client_credentials&client_id=erp&client_secret=only-for-this-test");
  }

  private String token(String realm, String form) {
    var request =
        calls
            .request("/realms/" + realm + "/protocol/openid-connect/token")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return new JsonObject(calls.send(request, 200)).getString("access_token");
  }

  /** Makes a new key, which signs from now on; tokens of the former one stay good. */
  public void rotateKeys() {
    var admin =
        token("master", "grant_type=password&client_id=admin-cli&username=admin&password=admin");
    var config =
        new JsonObject()
            .put("priority", new JsonArray().add("1000"))
            .put("algorithm", new JsonArray().add("RS256"))
            .put("keySize", new JsonArray().add("2048"));
    var component =
        new JsonObject()
            .put("name", "rotated")
            .put("providerId", "rsa-generated")
            .put("providerType", "org.keycloak.keys.KeyProvider")
            .put("config", config);
    calls.send(
        calls
            .request("/admin/realms/quayside/components")
            .header("Authorization", "Bearer " + admin)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(component.encode(), UTF_8)),
        201);
  }

  @Override
  public void close() {
    stop();
    calls.close();
  }

  /** Ends Keycloak and the JVM that its script has started. */
  public void stop() {
    Program.end(process);
  }
}
