package io.quayside.edge.http;

import io.quayside.domain.CommandType;
import io.quayside.domain.stream.Contexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One operation of the HTTP side: a method at a path.
 *
 * @param id the operationId of the OpenAPI document, in camel case
 * @param path with {@code :id} for a shipment's id and {@code :asset} for a file's name
 * @param body how the operation takes its body
 * @param access who may call it
 */
public record Operation(String id, String method, String path, Body body, Access access) {
  public static final Operation REPORT_POSITION =
      new Operation(
          "reportPosition", "POST", "/v1/shipments/:id/positions", Body.JSON, Access.REPORTERS);
  public static final Operation REPORT_POSITIONS =
      new Operation("reportPositions", "POST", "/v1/positions", Body.NDJSON, Access.REPORTERS);
  public static final Operation LIST_SHIPMENTS =
      get("listShipments", "/v1/shipments", Access.READERS);
  public static final Operation SHOW_SHIPMENT =
      get("showShipment", "/v1/shipments/:id", Access.READERS);
  public static final Operation LIST_EVENTS =
      get("listEvents", "/v1/shipments/:id/events", Access.READERS);
  public static final Operation LIST_POSITIONS =
      get("listPositions", "/v1/shipments/:id/positions", Access.READERS);
  public static final Operation STREAM_EVENTS =
      get("streamEvents", "/v1/shipments/:id/stream", Access.READERS);
  public static final Operation OPEN_WEB_SOCKET = get("openWebSocket", "/v1/ws", Access.OPTIONAL);
  public static final Operation SHOW_OPEN_API = get("showOpenApi", "/openapi.yaml", Access.OPEN);
  public static final Operation SHOW_ASYNC_API = get("showAsyncApi", "/asyncapi.yaml", Access.OPEN);
  public static final Operation SHOW_DOCS = get("showDocs", "/docs", Access.OPEN);
  public static final Operation SHOW_DOCS_ASSET = get("showDocsAsset", "/docs/:asset", Access.OPEN);

  private static final List<Operation> FIXED =
      List.of(
          REPORT_POSITION,
          REPORT_POSITIONS,
          LIST_SHIPMENTS,
          SHOW_SHIPMENT,
          LIST_EVENTS,
          LIST_POSITIONS,
          STREAM_EVENTS,
          OPEN_WEB_SOCKET,
          SHOW_OPEN_API,
          SHOW_ASYNC_API,
          SHOW_DOCS,
          SHOW_DOCS_ASSET);

  /** How an operation takes its body: not at all, whole, or while it arrives. */
  public enum Body {
    NONE,
    JSON,
    NDJSON
  }

  private static Operation get(String id, String path, Access access) {
    return new Operation(id, "GET", path, Body.NONE, access);
  }

  /** The operation of a command. */
  public static Operation of(CommandType<?> type) {
    String id = type.name().substring(0, 1).toLowerCase(Locale.ROOT) + type.name().substring(1);
    return new Operation(
        id,
        type.operation().method(),
        type.operation().path(),
        Body.JSON,
        new Access.Roles(type.roles()));
  }

  /** All operations: those of the contexts' commands, and the fixed ones. */
  public static List<Operation> all(Contexts contexts) {
    List<Operation> all = new ArrayList<>();
    contexts.commands().values().forEach(type -> all.add(of(type)));
    all.addAll(FIXED);
    return all;
  }
}
