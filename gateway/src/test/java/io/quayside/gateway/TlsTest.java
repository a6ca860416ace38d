package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.tls.BrokenCertificateException;
import io.quayside.edge.tls.CertificateFiles;
import io.quayside.edge.tls.ServerTls;
import io.quayside.gateway.harness.TestCertificate;
import io.quayside.gateway.transport.MendedEpollTransport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handlers of a connection, from the wire on, behind TLS. */
@Timeout(60)
class TlsTest {
  private static final String GET = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private static Path directory;
  private static TestCertificate first;
  private static TestCertificate second;

  private final Path cert = directory.resolve("cert.pem");
  private final Path key = directory.resolve("key.pem");
  private final Vertx vertx =
      Vertx.builder().withTransport(MendedEpollTransport.nativeTransport()).build();
  private final ProcessMeters meters = new ProcessMeters();
  private ManagementServer server;

  @BeforeAll
  static void makeCertificates() {
    first = TestCertificate.make(directory, "first", "EC");
    second = TestCertificate.make(directory, "second", "RSA");
  }

  @BeforeEach
  void start() {
    first.writeCertificate(cert);
    first.writeKey(key);
    var tls = ServerTls.load(new CertificateFiles(cert, key), Duration.ofMillis(50));
    var settings =
        new ManagementServer.Settings(
            "127.0.0.1",
            0,
            Optional.of(tls),
            new EdgeLimits(64, 64, 5_000, 5_000, 5_000, false),
            BrowserRules.NONE,
            AccessControl.NONE,
            bound -> {},
            context -> List.of());
    server = ManagementServer.start(vertx, settings, meters.registry(), Map.of()).await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    meters.close();
  }

  private SSLSocket connect(TestCertificate trusted, String... protocols) throws IOException {
    var socket =
        (SSLSocket)
            trusted
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private static int answers(String text) {
    return text.split("HTTP/1\\.1 200 ", -1).length - 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shouldSpeakHttp11OverBothVersions(String protocol) throws IOException {
    try (var socket = connect(first, protocol)) {
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      send(socket, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

      assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ").contains("\r\ndate: ");
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  @Test
  void shouldDropWhoSpeaksNoTls() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      send(socket, GET);

      assertThat(readAll(socket)).doesNotContain("200");
    }
  }

  /** In TLS 1.2 whoever ends its output ends the connection (RFC 5246, 7.2.1). */
  @Test
  void shouldAnswerAClientThatHasEndedItsOutput() throws IOException {
    try (var socket = connect(first, "TLSv1.3")) {
      send(socket, GET.repeat(3));
      socket.shutdownOutput();

      assertThat(answers(readAll(socket))).isEqualTo(3);
    }
  }

  @Test
  void shouldLetARefusalArriveWhileTheBodyIsStillSent() throws IOException {
    try (var socket = connect(first)) {
      send(socket, "POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n");
      // More than the buffers between here and there take.
      for (int i = 0; i < 40; i++) {
        socket.getOutputStream().write(new byte[16 * 1024]);
      }

      assertThat(readAll(socket)).startsWith("HTTP/1.1 405 ").contains("connection: close");
    }
  }

  @Test
  void shouldNotReadOnFromAClientThatDoesNotRead() throws IOException {
    int requests = 30_000;
    try (var socket = connect(first)) {
      var sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < requests / 100; i++) {
                        send(socket, GET.repeat(100));
                      }
                      send(socket, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      // Answers of 5 MB: the sender is stuck until they are read.
      await().until(() -> sender.getState() == Thread.State.WAITING || !sender.isAlive());

      assertThat(answers(readAll(socket))).isEqualTo(requests + 1);
    }
  }

  @Test
  void shouldUseAnotherCertificateOnceTheFilesHaveOne() throws IOException {
    Files.delete(key);
    second.writeCertificate(cert);
    assertServes(first);
    second.writeKey(key);

    await()
        .ignoreExceptionsInstanceOf(SSLException.class)
        .untilAsserted(() -> assertServes(second));
    assertThatThrownBy(() -> assertServes(first)).isInstanceOf(SSLException.class);
  }

  private void assertServes(TestCertificate certificate) throws IOException {
    try (var socket = connect(certificate)) {
      send(socket, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertThat(readAll(socket)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void shouldRefuseFilesThatAreNoPair() throws IOException {
    var files = new CertificateFiles(cert, key);
    second.writeKey(key);
    assertThatThrownBy(() -> ServerTls.load(files, Duration.ofMinutes(1)))
        .isInstanceOf(BrokenCertificateException.class)
        .hasMessageContaining("its own key");
    TestCertificate.make(directory, "third", "EC").writeKey(key);
    assertThatThrownBy(() -> ServerTls.load(files, Duration.ofMinutes(1)))
        .hasMessageContaining("belong together");
    Files.writeString(key, "no key");
    assertThatThrownBy(() -> ServerTls.load(files, Duration.ofMinutes(1)))
        .hasMessageContaining("PEM");
    Files.delete(key);
    assertThatThrownBy(() -> ServerTls.load(files, Duration.ofMinutes(1)))
        .hasMessageContaining("cannot be read");
  }
}
