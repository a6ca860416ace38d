package io.quayside.edge;

import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.CommandType;
import io.quayside.domain.stream.Contexts;
import io.quayside.edge.admission.ConnectionGuard;
import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.CommandRoutes;
import io.quayside.edge.http.Documents;
import io.quayside.edge.http.HotRoutes;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Preconditions;
import io.quayside.edge.http.Problems;
import io.quayside.edge.live.CloseCode;
import io.quayside.edge.live.LiveContext;
import io.quayside.edge.live.LiveLimits;
import io.quayside.edge.live.SseStream;
import io.quayside.edge.live.WebSocketSession;
import io.quayside.edge.live.WebSocketSessions;
import io.quayside.edge.netty.ReservedBitsHandler;
import io.quayside.edge.position.PositionRoutes;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.QueryRoutes;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.PushHub;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.LocalShards;
import io.quayside.shard.rpc.ShardRouter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One event loop's share of the HTTP and WebSocket traffic: the routes and what stands behind. */
public final class EdgeVerticle extends VerticleBase {
  public static final String SUBPROTOCOL = "quayside.v1";

  private static final long SWEEP_MILLIS = 1_000;
  private static final int SHUTDOWN_SECONDS = 5;
  private static final int MAX_BODY = 64 * 1024;

  /** As much as is read from a socket at a time: what comes together is handed on together. */
  private static final int MAX_CHUNK = 64 * 1024;

  private final Settings settings;
  private final Set<SseStream> streams = new HashSet<>();

  private final List<Operation> operations;
  private HttpServer server;
  private ConnectionGuard guard;
  private WebSocketSessions sessions;
  private LiveContext live;

  /** What the edges of a node share. */
  public record Settings(
      String host,
      int port,
      int shards,
      Contexts contexts,
      ShardTable shardTable,
      LocalShards localShards,
      ReadModels readModels,
      PushHub hub,
      Metrics metrics,
      LiveLimits liveLimits,
      EdgeLimits limits,
      Documents documents,
      AtomicInteger connections) {}

  public EdgeVerticle(Settings settings) {
    this.settings = settings;
    this.operations = Operation.all(settings.contexts);
  }

  @Override
  public Future<?> start() {
    EdgeLimits limits = settings.limits;
    guard = new ConnectionGuard(limits, settings.connections, settings.metrics);
    vertx.setPeriodic(SWEEP_MILLIS, t -> guard.sweep());
    sessions = new WebSocketSessions(vertx, limits.heartbeatMillis());
    ShardClient shards =
        new ShardClient(
            new VertxScheduler(vertx),
            settings.shards,
            settings.shardTable,
            new ShardRouter(vertx, settings.shardTable.self(), settings.localShards));
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(settings.host)
                    .setPort(settings.port)
                    .setHandle100ContinueAutomatically(true)
                    // With it a connection would be unknown until its first request is complete.
                    .setHttp2ClearTextEnabled(false)
                    .setWebSocketSubProtocols(List.of(SUBPROTOCOL))
                    .setMaxChunkSize(MAX_CHUNK)
                    .setMaxWebSocketFrameSize(WebSocketSession.MAX_MESSAGE)
                    .setPerMessageWebSocketCompressionSupported(limits.compression())
                    .setPerFrameWebSocketCompressionSupported(false))
            .connectionHandler(guard::opened)
            .requestHandler(routes(shards))
            .invalidRequestHandler(EdgeVerticle::invalidRequest);
    return shards.open().compose(v -> server.listen());
  }

  /** The port that is bound. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    sessions.close(CloseCode.SHUTTING_DOWN);
    List.copyOf(streams).forEach(stream -> stream.close(CloseCode.SHUTTING_DOWN));
    return server.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }

  private Handler<HttpServerRequest> routes(ShardClient shards) {
    live =
        new LiveContext(
            settings.hub.loop(new VertxScheduler(vertx)),
            new ShipmentQueries(vertx, settings.readModels, shards),
            settings.readModels,
            new CommandService(settings.contexts, shards, settings.metrics),
            new PositionIngest(shards, settings.metrics),
            new ReadBuffer(),
            settings.liveLimits,
            settings.metrics);
    Router router = Router.router(vertx);
    router
        .route()
        .handler(
            ctx -> {
              if (guard.admit(ctx.request(), end -> ctx.addEndHandler(done -> end.run()))) {
                ctx.next();
              }
            });
    PositionRoutes positions = new PositionRoutes(live.ingest(), live.readBuffer());
    Map<Operation, Call.Answering> calls = calls(positions);
    QueryRoutes queries = new QueryRoutes(live.readModels(), live.views());
    Map<Operation, Handler<RoutingContext>> handlers = handlers(positions, queries);
    for (Operation operation : operations) {
      Call.Answering call = calls.get(operation);
      bind(
          router,
          operation,
          call == null ? handlers.get(operation) : ctx -> call.handle(call(ctx)));
    }
    for (Operation operation : operations) {
      router.route(operation.path()).handler(ctx -> notAllowed(ctx, operation.path()));
    }
    router.route().handler(c -> c.fail(404));
    router.route().failureHandler(EdgeVerticle::failed);
    // What fails before any route, hence without a status: a path or query that nobody can decode.
    router.errorHandler(400, ctx -> Problems.send(ctx.response(), Problems.badRequest()));
    HotRoutes hot = new HotRoutes(guard, MAX_BODY, calls);
    return request -> {
      if (!hot.handle(request)) {
        router.handle(request);
      }
    };
  }

  /** What is answered when its body is there. */
  private Map<Operation, Call.Answering> calls(PositionRoutes positions) {
    CommandRoutes commands = new CommandRoutes(live.commands());
    Map<Operation, Call.Answering> calls = new HashMap<>();
    for (CommandType<?> type : settings.contexts.commands().values()) {
      calls.put(Operation.of(type), call -> commands.decide(call, type));
    }
    calls.put(Operation.REPORT_POSITION, positions::track);
    return calls;
  }

  private static Call call(RoutingContext ctx) {
    return new Call(ctx.request(), ctx.pathParam("id"), ctx.queryParams(), ctx.body().buffer());
  }

  /** What is answered without a body, or while the body arrives. */
  private Map<Operation, Handler<RoutingContext>> handlers(
      PositionRoutes positions, QueryRoutes queries) {
    return Map.ofEntries(
        Map.entry(Operation.REPORT_POSITIONS, positions::batch),
        Map.entry(Operation.LIST_SHIPMENTS, queries::shipments),
        Map.entry(Operation.SHOW_SHIPMENT, queries::shipment),
        Map.entry(Operation.LIST_EVENTS, queries::events),
        Map.entry(Operation.LIST_POSITIONS, queries::positions),
        Map.entry(Operation.STREAM_EVENTS, this::stream),
        Map.entry(Operation.OPEN_WEB_SOCKET, this::webSocket),
        Map.entry(Operation.SHOW_OPEN_API, settings.documents::openApi),
        Map.entry(Operation.SHOW_ASYNC_API, settings.documents::asyncApi),
        Map.entry(Operation.SHOW_DOCS, settings.documents::page),
        Map.entry(Operation.SHOW_DOCS_ASSET, settings.documents::asset));
  }

  private static void bind(Router router, Operation operation, Handler<RoutingContext> handler) {
    switch (operation.body()) {
      case NONE -> route(router, operation).handler(handler);
      case NDJSON ->
          route(router, operation)
              .handler(
                  ctx -> {
                    Preconditions.mediaType(ctx.request(), "application/x-ndjson");
                    handler.handle(ctx);
                  });
      case JSON -> {
        // A route of its own: within one, a reader of bodies has to be the first.
        route(router, operation)
            .handler(
                ctx -> {
                  Preconditions.mediaType(ctx.request(), "application/json");
                  ctx.next();
                });
        route(router, operation)
            .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
            .handler(
                ctx -> {
                  if (ctx.body().buffer() == null) {
                    throw new Problem(ProblemCode.MALFORMED_JSON, "There is no body").toException();
                  }
                  handler.handle(ctx);
                });
      }
    }
  }

  private static Route route(Router router, Operation operation) {
    return router.route(HttpMethod.valueOf(operation.method()), operation.path());
  }

  private void notAllowed(RoutingContext ctx, String path) {
    ctx.response()
        .putHeader(HttpHeaders.ALLOW, String.join(", ", Operation.allowed(operations, path)));
    ctx.fail(405);
  }

  private static void failed(RoutingContext ctx) {
    Problems.refuse(ctx.request(), problem(ctx));
  }

  private static Problem problem(RoutingContext ctx) {
    return switch (ctx.statusCode()) {
      case 400 -> Problems.badRequest();
      case 404 -> new Problem(ProblemCode.NOT_FOUND, "There is nothing at this path");
      case 405 ->
          new Problem(
              ProblemCode.METHOD_NOT_ALLOWED,
              ctx.request().method().name() + " is not allowed here");
      case 413 -> Problems.tooLarge(MAX_BODY);
      default ->
          switch (ctx.failure()) {
            case null ->
                Faults.toProblem(
                    new IllegalStateException("failed with status " + ctx.statusCode()));
            case ProblemException refusal -> refusal.problem();
            case WebSocketHandshakeException unreadable -> Problems.badRequest();
            // Its sender left before it was whole, or what it sent is no HTTP any more.
            case Throwable broken when !ctx.request().isEnded() -> Problems.badRequest();
            default -> Faults.toProblem(ctx.failure());
          };
    };
  }

  private static void invalidRequest(HttpServerRequest request) {
    Problems.send(request.response(), Problems.ofUndecodable(request.decoderResult().cause()));
  }

  private void webSocket(RoutingContext ctx) {
    Preconditions.webSocket(ctx);
    HttpConnection connection = ctx.request().connection();
    Runnable released = guard.handOver(connection);
    ReservedBitsHandler.install(connection);
    // A list may come in several fields (RFC 9110, 5.3); Vert.x looks at the first only.
    ctx.request().headers().set(HttpHeaders.CONNECTION, "Upgrade");
    List<String> subprotocols = ctx.request().headers().getAll(Preconditions.SUBPROTOCOL_HEADER);
    if (subprotocols.size() > 1) {
      ctx.request().headers().set(Preconditions.SUBPROTOCOL_HEADER, String.join(",", subprotocols));
    }
    ctx.request()
        .toWebSocket()
        .onComplete(
            socket -> opened(socket, connection, released),
            failure -> {
              ctx.fail(failure);
              connection.close();
            });
  }

  private void opened(ServerWebSocket socket, HttpConnection connection, Runnable released) {
    WebSocketSession session = new WebSocketSession(socket, connection, live);
    sessions.add(session);
    socket.closeHandler(
        v -> {
          sessions.remove(session);
          released.run();
          session.closed();
        });
    socket.exceptionHandler(session::failed);
  }

  private void stream(RoutingContext ctx) {
    guard.streams(ctx.request().connection());
    streams.add(SseStream.open(vertx, ctx, live, streams::remove));
  }
}
