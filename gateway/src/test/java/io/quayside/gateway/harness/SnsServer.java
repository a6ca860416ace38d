package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A server of SNS's PublishBatch with TLS, which verifies signatures and answers each entry as the
 * test says.
 */
public final class SnsServer implements AutoCloseable {
  private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
  private static final String ENTRY = "PublishBatchRequestEntries.member.";

  private final List<Published> taken = new CopyOnWriteArrayList<>();
  private final AwsSignature signature;
  private final TestCertificate certificate;
  private final int port;
  private HttpsServer server;
  private volatile boolean isKeeping = true;
  private volatile Function<Published, Verdict> verdicts = one -> Verdict.TAKEN;

  /** An entry that was sent; {@code attributes} by name. */
  public record Published(
      String topic,
      String group,
      String deduplicationId,
      String message,
      Map<String, String> attributes,
      Instant at) {}

  /** What becomes of an entry. */
  public enum Verdict {
    TAKEN,
    FAILS,
    REFUSED
  }

  public SnsServer(TestCertificate certificate, String accessKeyId, String secretAccessKey) {
    this.signature = new AwsSignature(accessKeyId, secretAccessKey);
    this.certificate = certificate;
    this.port = Ports.free().http();
    open();
  }

  /** Refuses connections until {@link #open}. */
  public void shut() {
    server.stop(0);
  }

  /** Serves, as it does from the beginning. */
  public void open() {
    try {
      server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.serving()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "https://localhost:" + port;
  }

  /** How entries are answered from now on. */
  public void answer(Function<Published, Verdict> answers) {
    verdicts = answers;
  }

  /** Forgets from now on what it takes. */
  public void keepNothing() {
    isKeeping = false;
  }

  /** The entries that were taken, in their order. */
  public List<Published> taken() {
    return List.copyOf(taken);
  }

  private void handle(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestBody().readAllBytes();
    if (!signature.isOf("POST", "/", exchange.getRequestHeaders(), request)) {
      answer(exchange, 403, error("SignatureDoesNotMatch"));
      return;
    }
    Map<String, String> form = new HashMap<>();
    for (var pair : new String(request, UTF_8).split("&", -1)) {
      var parts = pair.split("=", 2);
      form.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
    }
    var successful = new StringBuilder();
    var failed = new StringBuilder();
    for (int i = 1; form.containsKey(ENTRY + i + ".Id"); i++) {
      var id = form.get(ENTRY + i + ".Id");
      var entry = entry(form, ENTRY + i + '.');
      var verdict = verdicts.apply(entry);
      if (verdict == Verdict.TAKEN) {
        if (isKeeping) {
          taken.add(entry);
        }
        successful.append("<member><Id>%s</Id><MessageId>m</MessageId></member>".formatted(id));
      } else {
        failed.append(
            "<member><Id>%s</Id><Code>%s</Code><SenderFault>%s</SenderFault></member>"
                .formatted(
                    id,
                    verdict == Verdict.FAILS ? "InternalError" : "InvalidParameter",
                    verdict == Verdict.REFUSED));
      }
    }
    var body =
        """
        <PublishBatchResponse xmlns="%s"><PublishBatchResult>
        <Successful>%s</Successful><Failed>%s</Failed>
        </PublishBatchResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
        </PublishBatchResponse>
        """
            .formatted(NAMESPACE, successful, failed);
    answer(exchange, 200, body);
  }

  private static String error(String code) {
    return """
    <ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code></Error>
    <RequestId>r</RequestId></ErrorResponse>
    """
        .formatted(NAMESPACE, code);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static Published entry(Map<String, String> form, String prefix) {
    Map<String, String> attributes = new HashMap<>();
    var attribute = prefix + "MessageAttributes.entry.";
    for (int i = 1; form.containsKey(attribute + i + ".Name"); i++) {
      attributes.put(
          form.get(attribute + i + ".Name"), form.get(attribute + i + ".Value.StringValue"));
    }
    return new Published(
        form.get("TopicArn"),
        form.get(prefix + "MessageGroupId"),
        form.get(prefix + "MessageDeduplicationId"),
        form.get(prefix + "Message"),
        attributes,
        Instant.now());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
