package io.quayside.gateway.harness;

import static java.util.stream.Collectors.toMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector of traces that takes OTLP over HTTP, and keeps every span. */
public final class TraceCollector implements AutoCloseable {
  private final HttpServer server;
  private final List<Collected> spans = new CopyOnWriteArrayList<>();

  /** A span with the service that sent it; ids in hex digits, {@code parentId} may be empty. */
  public record Collected(
      String service,
      String traceId,
      String spanId,
      String parentId,
      String name,
      Span.SpanKind kind,
      long nanos,
      Map<String, String> tags) {}

  public TraceCollector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      var body = exchange.getRequestBody();
      keep(ExportTraceServiceRequest.parseFrom(gzip ? new GZIPInputStream(body) : body));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void keep(ExportTraceServiceRequest request) {
    for (var ofResource : request.getResourceSpansList()) {
      var service = tags(ofResource.getResource().getAttributesList()).get("service.name");
      for (var ofScope : ofResource.getScopeSpansList()) {
        for (var span : ofScope.getSpansList()) {
          spans.add(
              new Collected(
                  service,
                  hex(span.getTraceId().toByteArray()),
                  hex(span.getSpanId().toByteArray()),
                  hex(span.getParentSpanId().toByteArray()),
                  span.getName(),
                  span.getKind(),
                  span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
                  tags(span.getAttributesList())));
        }
      }
    }
  }

  private static Map<String, String> tags(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            toMap(
                KeyValue::getKey,
                one ->
                    one.getValue().hasStringValue()
                        ? one.getValue().getStringValue()
                        : Long.toString(one.getValue().getIntValue()),
                (first, second) -> second));
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All spans that came so far. */
  public List<Collected> spans() {
    return List.copyOf(spans);
  }

  /** The spans of a trace that came so far. */
  public List<Collected> trace(String traceId) {
    return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
