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
 * @param path with {@code :id} for a shipment's id and {@code :name} for another parameter
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
  public static final Operation SHOW_JOURNEY =
      get("showJourney", "/v1/shipments/:id/journey", Access.READERS);
  public static final Operation SHOW_CAUSE =
      get("showCause", "/v1/shipments/:id/events/:version/cause", Access.READERS);
  public static final Operation STREAM_EVENTS =
      get("streamEvents", "/v1/shipments/:id/stream", Access.READERS);
  public static final Operation STREAM_SHIPMENTS =
      get("streamShipments", "/v1/stream", Access.READERS);
  public static final Operation PUT_CONTENT =
      new Operation(
          "putContent", "PUT", "/v1/documents/:sha256", Body.CONTENT, Access.CONTRIBUTORS);
  public static final Operation SHOW_CONTENT =
      get("showContent", "/v1/documents/:sha256", Access.READERS);
  public static final Operation LIST_TENDERS =
      get("listTenders", "/v1/shipments/:id/tenders", Access.READERS);
  public static final Operation SHOW_TENDER =
      get("showTender", "/v1/shipments/:id/tenders/:tender", Access.READERS);
  public static final Operation LIST_ALL_TENDERS =
      get("listAllTenders", "/v1/tenders", Access.READERS);
  public static final Operation LIST_DOCUMENTS =
      get("listDocuments", "/v1/shipments/:id/documents", Access.READERS);
  public static final Operation SHOW_DOCUMENT =
      get("showDocument", "/v1/shipments/:id/documents/:document", Access.READERS);
  public static final Operation LIST_ALL_DOCUMENTS =
      get("listAllDocuments", "/v1/documents", Access.READERS);
  public static final Operation OPEN_WEB_SOCKET = get("openWebSocket", "/v1/ws", Access.OPTIONAL);
  public static final Operation SHOW_CALLER = get("showCaller", "/v1/me", Access.ANY);
  public static final Operation LIST_SCHEMAS = get("listSchemas", "/v1/schemas", Access.OPEN);
  public static final Operation SHOW_SCHEMA = get("showSchema", "/v1/schemas/:type", Access.OPEN);
  public static final Operation SHOW_OPEN_API = get("showOpenApi", "/openapi.yaml", Access.OPEN);
  public static final Operation SHOW_ASYNC_API = get("showAsyncApi", "/asyncapi.yaml", Access.OPEN);
  public static final Operation SHOW_DOCS = get("showDocs", "/docs", Access.OPEN);
  public static final Operation SHOW_DOCS_ASSET = get("showDocsAsset", "/docs/:asset", Access.OPEN);

  public static final Operation SHOW_PAGE = get("showPage", "/", Access.OPEN);
  public static final Operation SHOW_PAGE_FILE = get("showPageFile", "/web/:file", Access.OPEN);
  public static final Operation SHOW_PAGE_PART =
      get("showPagePart", "/web/:file/:part", Access.OPEN);

  public static final Operation SHOW_BOOKING =
      get("showBooking", "/v1/shipments/:id/saga", Access.BOOKING_READERS);
  public static final Operation LIST_BOOKINGS =
      get("listBookings", "/v1/sagas", Access.BOOKING_READERS);

  public static final Operation CREATE_KEY =
      new Operation("createKey", "POST", "/v1/keys", Body.JSON, Access.ADMINISTRATION);
  public static final Operation LIST_KEYS = get("listKeys", "/v1/keys", Access.ADMINISTRATION);
  public static final Operation SHOW_KEY = get("showKey", "/v1/keys/:keyId", Access.ADMINISTRATION);
  public static final Operation REVOKE_KEY =
      new Operation(
          "revokeKey", "DELETE", "/v1/keys/:keyId", Body.OPTIONAL_JSON, Access.ADMINISTRATION);
  public static final Operation CREATE_DEVICE_GROUP =
      new Operation(
          "createDeviceGroup", "POST", "/v1/device-groups", Body.JSON, Access.ADMINISTRATION);
  public static final Operation LIST_DEVICE_GROUPS =
      get("listDeviceGroups", "/v1/device-groups", Access.ADMINISTRATION);
  public static final Operation SHOW_DEVICE_GROUP =
      get("showDeviceGroup", "/v1/device-groups/:groupId", Access.ADMINISTRATION);
  public static final Operation REMOVE_DEVICE_GROUP =
      new Operation(
          "removeDeviceGroup",
          "DELETE",
          "/v1/device-groups/:groupId",
          Body.OPTIONAL_JSON,
          Access.ADMINISTRATION);
  public static final Operation ROTATE_DEVICE_GROUP =
      new Operation(
          "rotateDeviceGroup",
          "POST",
          "/v1/device-groups/:groupId/rotation",
          Body.OPTIONAL_JSON,
          Access.ADMINISTRATION);
  public static final Operation DENY_DEVICE =
      new Operation(
          "denyDevice",
          "PUT",
          "/v1/device-groups/:groupId/denied/:deviceId",
          Body.OPTIONAL_JSON,
          Access.ADMINISTRATION);
  public static final Operation ADMIT_DEVICE =
      new Operation(
          "admitDevice",
          "DELETE",
          "/v1/device-groups/:groupId/denied/:deviceId",
          Body.OPTIONAL_JSON,
          Access.ADMINISTRATION);
  public static final Operation PUT_TENANT =
      new Operation(
          "putTenant", "PUT", "/v1/tenants/:tenant", Body.JSON, Access.TENANT_ADMINISTRATION);
  public static final Operation LIST_TENANTS =
      get("listTenants", "/v1/tenants", Access.TENANT_ADMINISTRATION);
  public static final Operation SHOW_TENANT =
      get("showTenant", "/v1/tenants/:tenant", Access.TENANT_ADMINISTRATION);
  public static final Operation CREATE_WEBHOOK =
      new Operation("createWebhook", "POST", "/v1/webhooks", Body.JSON, Access.READERS);
  public static final Operation LIST_WEBHOOKS = get("listWebhooks", "/v1/webhooks", Access.READERS);
  public static final Operation SHOW_WEBHOOK =
      get("showWebhook", "/v1/webhooks/:webhookId", Access.READERS);
  public static final Operation PUT_WEBHOOK =
      new Operation("putWebhook", "PUT", "/v1/webhooks/:webhookId", Body.JSON, Access.READERS);
  public static final Operation REMOVE_WEBHOOK =
      new Operation(
          "removeWebhook", "DELETE", "/v1/webhooks/:webhookId", Body.OPTIONAL_JSON, Access.READERS);
  public static final Operation ROTATE_WEBHOOK_SECRET =
      new Operation(
          "rotateWebhookSecret",
          "POST",
          "/v1/webhooks/:webhookId/secret-rotation",
          Body.JSON,
          Access.READERS);
  public static final Operation ENABLE_WEBHOOK =
      new Operation(
          "enableWebhook", "POST", "/v1/webhooks/:webhookId/enable", Body.JSON, Access.READERS);
  public static final Operation DISABLE_WEBHOOK =
      new Operation(
          "disableWebhook", "POST", "/v1/webhooks/:webhookId/disable", Body.JSON, Access.READERS);
  public static final Operation PING_WEBHOOK =
      new Operation(
          "pingWebhook", "POST", "/v1/webhooks/:webhookId/ping", Body.JSON, Access.READERS);
  public static final Operation REPLAY_WEBHOOK =
      new Operation(
          "replayWebhook", "POST", "/v1/webhooks/:webhookId/replay", Body.JSON, Access.READERS);
  public static final Operation LIST_DELIVERIES =
      get("listDeliveries", "/v1/webhooks/:webhookId/deliveries", Access.READERS);
  public static final Operation LIST_LANES =
      get("listLanes", "/v1/webhooks/:webhookId/lanes", Access.READERS);
  public static final Operation LIST_DEAD_LETTERS =
      get("listDeadLetters", "/v1/dead-letters", Access.READERS);
  public static final Operation SHOW_DEAD_LETTER =
      get("showDeadLetter", "/v1/dead-letters/:letterId", Access.READERS);
  public static final Operation REDRIVE_DEAD_LETTER =
      new Operation(
          "redriveDeadLetter",
          "POST",
          "/v1/dead-letters/:letterId/redrive",
          Body.JSON,
          Access.READERS);
  public static final Operation DISCARD_DEAD_LETTER =
      new Operation(
          "discardDeadLetter",
          "POST",
          "/v1/dead-letters/:letterId/discard",
          Body.JSON,
          Access.READERS);
  public static final Operation REDRIVE_DEAD_LETTERS =
      new Operation(
          "redriveDeadLetters", "POST", "/v1/dead-letters/redrive", Body.JSON, Access.READERS);
  public static final Operation DISCARD_DEAD_LETTERS =
      new Operation(
          "discardDeadLetters", "POST", "/v1/dead-letters/discard", Body.JSON, Access.READERS);
  public static final Operation SHOW_JOB = get("showJob", "/v1/jobs/:jobId", Access.READERS);
  public static final Operation SHOW_LAG = get("showLag", "/v1/lag", Access.ALL_TENANTS);
  public static final Operation SHOW_CLUSTER =
      get("showCluster", "/v1/cluster", Access.ALL_TENANTS);

  public static final Operation LIST_RELAYS = get("listRelays", "/v1/relays", Access.ALL_TENANTS);
  public static final Operation SHOW_RELAY =
      get("showRelay", "/v1/relays/:relay", Access.ALL_TENANTS);
  public static final Operation REWIND_RELAY =
      new Operation(
          "rewindRelay", "POST", "/v1/relays/:relay/rewind", Body.JSON, Access.ALL_TENANTS);
  public static final Operation RESUME_RELAY =
      new Operation(
          "resumeRelay", "POST", "/v1/relays/:relay/resume", Body.JSON, Access.ALL_TENANTS);

  private static final List<Operation> FIXED =
      List.of(
          REPORT_POSITION,
          REPORT_POSITIONS,
          LIST_SHIPMENTS,
          SHOW_SHIPMENT,
          LIST_EVENTS,
          LIST_POSITIONS,
          SHOW_JOURNEY,
          SHOW_CAUSE,
          STREAM_EVENTS,
          STREAM_SHIPMENTS,
          SHOW_BOOKING,
          LIST_BOOKINGS,
          PUT_CONTENT,
          SHOW_CONTENT,
          LIST_TENDERS,
          SHOW_TENDER,
          LIST_ALL_TENDERS,
          LIST_DOCUMENTS,
          SHOW_DOCUMENT,
          LIST_ALL_DOCUMENTS,
          OPEN_WEB_SOCKET,
          SHOW_CALLER,
          LIST_SCHEMAS,
          SHOW_SCHEMA,
          SHOW_OPEN_API,
          SHOW_ASYNC_API,
          SHOW_DOCS,
          SHOW_DOCS_ASSET,
          SHOW_PAGE,
          SHOW_PAGE_FILE,
          SHOW_PAGE_PART,
          CREATE_KEY,
          LIST_KEYS,
          SHOW_KEY,
          REVOKE_KEY,
          CREATE_DEVICE_GROUP,
          LIST_DEVICE_GROUPS,
          SHOW_DEVICE_GROUP,
          REMOVE_DEVICE_GROUP,
          ROTATE_DEVICE_GROUP,
          DENY_DEVICE,
          ADMIT_DEVICE,
          PUT_TENANT,
          LIST_TENANTS,
          SHOW_TENANT,
          CREATE_WEBHOOK,
          LIST_WEBHOOKS,
          SHOW_WEBHOOK,
          PUT_WEBHOOK,
          REMOVE_WEBHOOK,
          ROTATE_WEBHOOK_SECRET,
          ENABLE_WEBHOOK,
          DISABLE_WEBHOOK,
          PING_WEBHOOK,
          REPLAY_WEBHOOK,
          LIST_DELIVERIES,
          LIST_LANES,
          SHOW_LAG,
          LIST_RELAYS,
          SHOW_RELAY,
          REWIND_RELAY,
          RESUME_RELAY,
          SHOW_CLUSTER,
          REDRIVE_DEAD_LETTERS,
          DISCARD_DEAD_LETTERS,
          SHOW_JOB,
          LIST_DEAD_LETTERS,
          SHOW_DEAD_LETTER,
          REDRIVE_DEAD_LETTER,
          DISCARD_DEAD_LETTER);

  /** How an operation takes its body. */
  public enum Body {
    /** Not at all; one that comes is skipped. */
    NONE,
    /** None, or a JSON object, whole. */
    OPTIONAL_JSON,
    /** A JSON object, whole. */
    JSON,
    /** Line by line, while it arrives. */
    NDJSON,
    /** Bytes of any media type that the route takes, while they arrive. */
    CONTENT
  }

  static Operation get(String id, String path, Access access) {
    return new Operation(id, "GET", path, Body.NONE, access);
  }

  /** Whether a call reports one tracking update, which the tenant's quota of those counts. */
  boolean reportsPosition() {
    return id.equals(REPORT_POSITION.id);
  }

  /** The operation of a command. */
  public static Operation of(CommandType<?> type) {
    String id = type.name().substring(0, 1).toLowerCase(Locale.ROOT) + type.name().substring(1);
    return new Operation(
        id,
        type.operation().method(),
        type.operation().path(),
        type.operation().method().equals("DELETE") ? Body.OPTIONAL_JSON : Body.JSON,
        new Access.Roles(type.roles()));
  }

  /** All operations: those of the contexts' commands, and the fixed ones. */
  public static List<Operation> all(Contexts contexts) {
    List<Operation> all = new ArrayList<>();
    contexts.commands().values().forEach(type -> all.add(of(type)));
    all.addAll(FIXED);
    all.addAll(ForeignOperations.ALL);
    return all;
  }
}
