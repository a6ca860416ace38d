package io.quayside.edge.http;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything the HTTP side does: which method, at which path, and what body it takes. */
public enum Operation {
  BOOK_SHIPMENT("POST", "/v1/shipments", Body.JSON),
  ASSIGN_CARRIER("POST", "/v1/shipments/:id/carrier-assignment", Body.JSON),
  RELEASE_SHIPMENT("POST", "/v1/shipments/:id/release", Body.JSON),
  RECORD_MILESTONE("POST", "/v1/shipments/:id/milestones", Body.JSON),
  CANCEL_SHIPMENT("POST", "/v1/shipments/:id/cancellation", Body.JSON),
  REPORT_POSITION("POST", "/v1/shipments/:id/positions", Body.JSON),
  REPORT_POSITIONS("POST", "/v1/positions", Body.NDJSON),
  LIST_SHIPMENTS("GET", "/v1/shipments", Body.NONE),
  SHOW_SHIPMENT("GET", "/v1/shipments/:id", Body.NONE),
  LIST_EVENTS("GET", "/v1/shipments/:id/events", Body.NONE),
  LIST_POSITIONS("GET", "/v1/shipments/:id/positions", Body.NONE),
  STREAM_EVENTS("GET", "/v1/shipments/:id/stream", Body.NONE),
  OPEN_WEB_SOCKET("GET", "/v1/ws", Body.NONE),
  SHOW_OPEN_API("GET", "/openapi.yaml", Body.NONE),
  SHOW_ASYNC_API("GET", "/asyncapi.yaml", Body.NONE),
  SHOW_DOCS("GET", "/docs", Body.NONE),
  SHOW_DOCS_ASSET("GET", "/docs/:asset", Body.NONE);

  private final String method;
  private final String path;
  private final Body body;

  /** How an operation takes its body: whole, or while it arrives. */
  public enum Body {
    NONE,
    JSON,
    NDJSON
  }

  Operation(String method, String path, Body body) {
    this.method = method;
    this.path = path;
    this.body = body;
  }

  /** The method's name, as {@code POST}. */
  public String method() {
    return method;
  }

  /** The path as the router writes it, with {@code :id} for a shipment's id. */
  public String path() {
    return path;
  }

  public Body body() {
    return body;
  }

  /** The names of the methods that a path allows, in the order of the alphabet. */
  public static Set<String> allowed(String path) {
    return Arrays.stream(values())
        .filter(operation -> operation.path.equals(path))
        .map(operation -> operation.method)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
