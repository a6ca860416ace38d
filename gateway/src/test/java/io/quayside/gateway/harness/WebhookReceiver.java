package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An endpoint of webhooks: keeps what it gets, and answers as the test says. */
public final class WebhookReceiver implements AutoCloseable {
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Function<Received, Integer> answers = one -> 204;
  private HttpServer server;
  private int port;

  /** A request as it came. */
  public record Received(HttpHeaders headers, byte[] body, String method, String target) {
    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    public JsonObject json() {
      return new JsonObject(new String(body, UTF_8));
    }

    public String id() {
      return header("webhook-id");
    }

    public String shipmentId() {
      return json().getString("subject");
    }

    public int version() {
      return json().getInteger("shipmentversion");
    }

    /** Fails unless the reference library verifies it with a secret. */
    public void verify(String secret) {
      try {
        new Webhook(secret).verify(new String(body, UTF_8), headers.map());
      } catch (EmptyWebhookSecretException | WebhookVerificationException refused) {
        throw new AssertionError("the signature is not verified", refused);
      }
    }
  }

  public WebhookReceiver() {
    start(0);
  }

  private void start(int atPort) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    port = server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
      var one =
          new Received(
              headers,
              exchange.getRequestBody().readAllBytes(),
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString());
      received.add(one);
      int status = answers.apply(one);
      if (status >= 300 && status < 400) {
        exchange.getResponseHeaders().add("Location", url("/elsewhere"));
      }
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** Answers from now on. */
  public void answer(Function<Received, Integer> with) {
    answers = with;
  }

  public void answer(int status) {
    answers = one -> status;
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** Refuses connections until {@link #open}. */
  public void shut() {
    server.stop(0);
  }

  public void open() {
    start(port);
  }

  /** All that came so far, in its order. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** The versions of a shipment as they came. */
  public List<Integer> versions(String shipmentId) {
    return received.stream()
        .filter(one -> shipmentId.equals(one.shipmentId()))
        .map(Received::version)
        .toList();
  }

  /** The versions of a shipment as they came, without repetitions. */
  public List<Integer> distinctVersions(String shipmentId) {
    return new ArrayList<>(versions(shipmentId)).stream().distinct().toList();
  }

  public void clear() {
    received.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
