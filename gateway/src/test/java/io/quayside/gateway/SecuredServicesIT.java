package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.CommandLine.Command;
import io.quayside.gateway.Launcher.Launched;
import io.quayside.gateway.config.ConfigReader;
import io.quayside.gateway.embedded.EmbeddedKafka;
import io.quayside.gateway.embedded.EmbeddedPostgres;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.Ports;
import io.quayside.gateway.harness.PostgresTemplate;
import io.quayside.gateway.harness.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose own ports speak TLS, on a Kafka that asks for TLS and SASL and a PostgreSQL that
 * asks for TLS.
 */
@Timeout(180)
class SecuredServicesIT {
  private static final String SECRET = "s3cret-of-kafka";
  private static final String LOGIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir private static Path directory;
  private static TestCertificate certificate;
  private static Path trusted;
  private static Path key;
  private static EmbeddedKafka kafka;
  private static EmbeddedPostgres postgres;
  private static int mqttPort;

  private static final JsonObject UPDATE = Bodies.position("truck-tls", 1);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Shutdown node = new Shutdown();

  @BeforeAll
  static void startServices() throws Exception {
    certificate = TestCertificate.make(directory, "server", "RSA");
    trusted = certificate.writeCertificate(directory.resolve("ca.pem"));
    key = certificate.writeKey(directory.resolve("key.pem"));
    mqttPort = Ports.one();
    kafka = startKafka();
    postgres = startPostgres();
  }

  private static EmbeddedKafka startKafka() throws IOException {
    var keyAndChain = directory.resolve("broker.pem");
    Files.writeString(keyAndChain, Files.readString(key) + Files.readString(trusted));
    return EmbeddedKafka.start(
        directory.resolve("kafka"),
        Ports.one(),
        Map.of(
            "listener.security.protocol.map",
            "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.client.plain.sasl.jaas.config",
            LOGIN_MODULE
                + "username=\"broker\" password=\"b\" user_broker=\"b\" user_quayside=\"%s\";"
                    .formatted(SECRET),
            "ssl.keystore.type",
            "PEM",
            "ssl.keystore.location",
            keyAndChain.toString(),
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            trusted.toString()),
        () -> {});
  }

  private static EmbeddedPostgres startPostgres() throws Exception {
    var home = directory.resolve("postgres");
    int port = Ports.one();
    PostgresTemplate.copyInto(home);
    var data = home.resolve("data");
    certificate.writeCertificate(data.resolve("server.crt"));
    var serverKey = certificate.writeKey(data.resolve("server.key"));
    Files.setPosixFilePermissions(serverKey, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(data.resolve("postgresql.conf"), "ssl = on\n", StandardOpenOption.APPEND);
    Files.writeString(
        data.resolve("pg_hba.conf"), "hostssl quayside quayside 127.0.0.1/32 trust\n");
    return EmbeddedPostgres.start(home, port);
  }

  @AfterAll
  static void stopServices() throws Exception {
    postgres.stop();
    kafka.stop();
  }

  @AfterEach
  void stop() {
    node.run();
  }

  @Test
  void shouldServeOverTlsAndReachItsServicesOverTls() throws Exception {
    var launched = launch("?sslmode=verify-full&sslrootcert=" + trusted, clientFile(SECRET));
    var gateway = "https://127.0.0.1:" + launched.httpPort();
    var booking =
        HttpRequest.newBuilder(URI.create(gateway + "/v1/shipments"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Bodies.booking().encode()))
            .build();
    try (var client = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      var booked = client.send(booking, BodyHandlers.ofString());
      assertThat(booked.statusCode()).isEqualTo(201);
      assertThat(booked.version()).isEqualTo(HttpClient.Version.HTTP_2);
      var location = booked.headers().firstValue("Location").orElseThrow();
      assertThat(status(client, gateway + location)).isEqualTo(200);
      assertThat(status(client, "https://127.0.0.1:" + launched.managementPort() + "/readyz"))
          .isEqualTo(200);
      assertThat(ping(client, gateway.replace("https", "wss") + "/v1/ws"))
          .isEqualTo("{\"op\":\"pong\",\"id\":\"p\"}");
      publishOverTls(location.substring(location.lastIndexOf('/') + 1));
      assertThat(client.send(positions(gateway + location), BodyHandlers.ofString()).body())
          .contains("\"result\":\"duplicate\"");
    }
    assertThat(said.getLast()).contains(gateway + "/v1/shipments");
    assertThat(said).noneMatch(line -> line.contains(SECRET));
  }

  /** Reports a position with both versions of MQTT, one after the other. */
  private void publishOverTls(String shipmentId) {
    var builder =
        MqttClient.builder()
            .serverHost("127.0.0.1")
            .serverPort(mqttPort)
            .sslConfig()
            .trustManagerFactory(certificate.trustManagers())
            .applySslConfig();
    var topic = MqttDevice.topic(shipmentId);
    var newer = builder.useMqttVersion5().buildBlocking();
    newer.connect();
    newer
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(UPDATE.encode().getBytes(UTF_8))
        .send();
    newer.disconnect();
    var older = builder.useMqttVersion3().buildBlocking();
    older.connect();
    older
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(UPDATE.encode().getBytes(UTF_8))
        .send();
    older.disconnect();
    var plain = MqttClient.builder().useMqttVersion3().serverHost("127.0.0.1").serverPort(mqttPort);
    assertThatThrownBy(() -> plain.buildBlocking().connect())
        .isInstanceOf(ConnectionClosedException.class);
  }

  private static HttpRequest positions(String shipment) {
    return HttpRequest.newBuilder(URI.create(shipment + "/positions"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(UPDATE.encode()))
        .build();
  }

  private static int status(HttpClient client, String uri) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(uri)).build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  /** The first frame that answers a ping. */
  private static String ping(HttpClient client, String uri) {
    var answer = new CompletableFuture<String>();
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            answer.complete(text.toString());
            return null;
          }

          @Override
          public void onError(WebSocket from, Throwable error) {
            answer.completeExceptionally(error);
          }
        };
    var socket = client.newWebSocketBuilder().buildAsync(URI.create(uri), listener).join();
    socket.sendText("{\"op\":\"ping\",\"id\":\"p\"}", true).join();
    var text = answer.orTimeout(15, TimeUnit.SECONDS).join();
    socket.abort();
    return text;
  }

  @Test
  void shouldNotStartWithAPasswordThatIsWrong() {
    assertThatThrownBy(() -> launch("?sslmode=require", clientFile("wrong-of-kafka")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("Kafka at")
        .hasMessageNotContaining("wrong-of-kafka");
  }

  @Test
  void shouldNotReachPostgresWithoutTls() {
    assertThatThrownBy(() -> launch("", clientFile(SECRET)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("PostgreSQL at");
  }

  @Test
  void shouldVerifyTheServersCertificate() throws Exception {
    var other = TestCertificate.make(directory, "other", "RSA");
    var untrusting = other.writeCertificate(directory.resolve("other.pem"));
    assertThatThrownBy(
            () -> launch("?sslmode=verify-ca&sslrootcert=" + untrusting, clientFile(SECRET)))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("PostgreSQL at");
  }

  @Test
  void shouldNameTheMistakeOfAClientFileButNoValue() throws IOException {
    var file = directory.resolve("broken.properties");
    for (var line : List.of("acks=" + SECRET, "security.protocol=" + SECRET)) {
      Files.writeString(file, line + "\n");
      assertThatThrownBy(() -> KafkaClientFile.read(file))
          .isInstanceOf(StartException.class)
          .hasMessageStartingWith("kafka.client-file: " + file + ": " + line.split("=", 2)[0])
          .hasMessageNotContaining(SECRET);
    }
    Files.writeString(file, "bootstrap.servers=b:9092\n");
    assertThatThrownBy(() -> KafkaClientFile.read(file)).hasMessageContaining("kafka.bootstrap");
    assertThatThrownBy(() -> KafkaClientFile.read(directory.resolve("nothing")))
        .hasMessageContaining("cannot be read");
  }

  private static Path clientFile(String password) throws IOException {
    return Files.writeString(
        directory.resolve("client.properties"),
        """
        security.protocol=SASL_SSL
        sasl.mechanism=PLAIN
        sasl.jaas.config=%susername="quayside" password="%s";
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
            .formatted(LOGIN_MODULE, password, trusted));
  }

  private Launched launch(String parameters, Path clientFile) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUAYSIDE_CLUSTER_PORT", "5753");
    environment.put("QUAYSIDE_SHARDS", "2");
    for (var port : List.of("HTTP", "MANAGEMENT")) {
      environment.put("QUAYSIDE_" + port + "_PORT", "0");
      environment.put("QUAYSIDE_" + port + "_TLS_CERT", trusted.toString());
      environment.put("QUAYSIDE_" + port + "_TLS_KEY", key.toString());
    }
    environment.put("QUAYSIDE_MQTT_PORT", Integer.toString(mqttPort));
    environment.put("QUAYSIDE_MQTT_TLS_CERT", trusted.toString());
    environment.put("QUAYSIDE_MQTT_TLS_KEY", key.toString());
    environment.put("QUAYSIDE_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("QUAYSIDE_KAFKA_CLIENT_FILE", clientFile.toString());
    environment.put("QUAYSIDE_POSTGRES_URI", postgres.uri() + parameters);
    var config = ConfigReader.read(Optional.empty(), environment);
    return new Launcher(config, Contexts.STANDARD, node, said::add).launch(Command.NODE);
  }
}
