package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.standardwebhooks.Webhook;
import io.quayside.gateway.harness.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The receivers of docs/webhooks.md, against signatures of the reference library. */
class ReceiverExamplesTest {
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN/1";
  private static final String BODY = "{\"shipper\":\"Müller & Söhne\"}";
  private static final String SECRET = secret(1);
  private static final String FORMER = secret(2);
  private static final Map<String, String> PROGRAMS =
      Map.of(
          "Receiver.java",
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "receiver.js",
          "node",
          "receiver.py",
          "python3");

  private static String secret(int fill) {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return "whsec_" + Base64.getEncoder().encodeToString(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Receiver.java", "receiver.js", "receiver.py"})
  void shouldTakeWhatIsGenuineAndNothingElse(String example) throws Exception {
    var program = PROGRAMS.get(example);
    assumeTrue(isThere(program), program + " is not installed");
    int port = Ports.one();
    var receiver =
        new ProcessBuilder(program, path(example).toString(), SECRET, Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      long now = Instant.now().getEpochSecond();
      await()
          .atMost(30, SECONDS)
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(send(port, now, sign(SECRET, now), BODY)).isEqualTo(204));
      var both = sign(FORMER, now) + " " + sign(SECRET, now);
      assertThat(send(port, now, both, BODY)).isEqualTo(204);
      assertThat(send(port, now, sign(FORMER, now), BODY)).isEqualTo(401);
      assertThat(send(port, now, sign(SECRET, now), BODY + " ")).isEqualTo(401);
      long old = now - 301;
      assertThat(send(port, old, sign(SECRET, old), BODY)).isEqualTo(401);
    } finally {
      receiver.destroyForcibly().waitFor();
    }
  }

  private static String sign(String secret, long time) throws Exception {
    return new Webhook(secret).sign(ID, time, BODY);
  }

  private static int send(int port, long time, String signature, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("webhook-id", ID)
            .header("webhook-timestamp", Long.toString(time))
            .header("webhook-signature", signature)
            .POST(BodyPublishers.ofByteArray(body.getBytes(UTF_8)))
            .build();
    // A connection of its own, for a receiver may close one behind its answer.
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static boolean isThere(String program) {
    return program.startsWith("/")
        || Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Surefire starts in the module's folder, an IDE may start in the repository's. */
  private static Path path(String example) {
    return List.of(Path.of("docs/receivers"), Path.of("../docs/receivers")).stream()
        .map(folder -> folder.resolve(example).toAbsolutePath().normalize())
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
