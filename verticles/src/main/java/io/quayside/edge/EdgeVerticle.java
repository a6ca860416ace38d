package io.quayside.edge;

import io.quayside.admin.AdminService;
import io.quayside.admin.ObjectKinds;
import io.quayside.admin.ObjectTable;
import io.quayside.admin.Partner;
import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.VertxScheduler;
import io.quayside.domain.CommandType;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.edge.admin.AdminRoutes;
import io.quayside.edge.admin.ClusterRoute;
import io.quayside.edge.admission.ConnectionGuard;
import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.content.ContentRoutes;
import io.quayside.edge.content.Contents;
import io.quayside.edge.content.SubmissionLookUp;
import io.quayside.edge.foreign.ForeignRedriver;
import io.quayside.edge.foreign.ForeignRoutes;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.CommandRoutes;
import io.quayside.edge.http.Dispatcher;
import io.quayside.edge.http.Http2Requests;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Problems;
import io.quayside.edge.http.Route;
import io.quayside.edge.http.WebSocketHandshake;
import io.quayside.edge.live.BoundedCount;
import io.quayside.edge.live.CloseCode;
import io.quayside.edge.live.GrantWatch;
import io.quayside.edge.live.LiveAccess;
import io.quayside.edge.live.LiveContext;
import io.quayside.edge.live.LiveLimits;
import io.quayside.edge.live.SseConnection;
import io.quayside.edge.live.SseStream;
import io.quayside.edge.live.WatchStream;
import io.quayside.edge.live.WebSocketSession;
import io.quayside.edge.live.WebSocketSessions;
import io.quayside.edge.netty.EarlyFramesHandler;
import io.quayside.edge.netty.ReservedBitsHandler;
import io.quayside.edge.position.PositionRoutes;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.edge.query.CallerRoute;
import io.quayside.edge.query.DocumentRoutes;
import io.quayside.edge.query.HistoryRoutes;
import io.quayside.edge.query.PastStreams;
import io.quayside.edge.query.QueryRoutes;
import io.quayside.edge.query.SagaRoutes;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.edge.query.TenderRoutes;
import io.quayside.edge.tls.ServerTls;
import io.quayside.edge.web.Documents;
import io.quayside.edge.web.SchemaRoutes;
import io.quayside.edge.web.WebRouter;
import io.quayside.foreign.CaptureStore;
import io.quayside.foreign.DocumentBudget;
import io.quayside.foreign.ForeignCapture;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.relay.Relays;
import io.quayside.notify.webhook.LetterLoop;
import io.quayside.notify.webhook.Webhooks;
import io.quayside.push.PushHub;
import io.quayside.push.fleet.Fleet;
import io.quayside.readmodel.Boards;
import io.quayside.readmodel.ReadModels;
import io.quayside.readmodel.StreamHistory;
import io.quayside.schema.SchemaCatalog;
import io.quayside.shard.client.CommandService;
import io.quayside.shard.client.PositionIngest;
import io.quayside.shard.client.ShardClient;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.LocalShards;
import io.quayside.shard.rpc.ShardRouter;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the HTTP and WebSocket traffic: the routes and what stands behind. */
public final class EdgeVerticle extends VerticleBase {
  private static final long SWEEP_MILLIS = 1_000;
  private static final int SHUTDOWN_SECONDS = 5;

  /** As much as is read from a socket at a time: what comes together is handed on together. */
  private static final int MAX_CHUNK = 64 * 1024;

  /** How long the look-up of a document's shipments waits for the read models at most. */
  private static final long PROJECTION_MILLIS = 2_000;

  private final Settings settings;
  private final Set<SseConnection> streams = new HashSet<>();

  @SuppressWarnings("NullAway.Init") // set by start
  private HttpServer server;

  @SuppressWarnings("NullAway.Init") // set by start
  private ConnectionGuard guard;

  @SuppressWarnings("NullAway.Init") // set by start
  private WebSocketSessions sessions;

  @SuppressWarnings("NullAway.Init") // set by start
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
      Fleet fleet,
      Metrics metrics,
      LiveLimits liveLimits,
      EdgeLimits limits,
      BrowserRules browsers,
      Optional<ServerTls> tls,
      Documents documents,
      Contents contents,
      SchemaCatalog schemas,
      Authenticator authenticator,
      AdminService admin,
      Webhooks webhooks,
      Relays relays,
      CaptureStore captures,
      DocumentBudget documentBudget,
      ClusterRoute cluster,
      BoundedCount waitingSockets,
      AtomicInteger connections) {}

  public EdgeVerticle(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Future<?> start() {
    EdgeLimits limits = settings.limits;
    guard =
        new ConnectionGuard(
            limits, settings.connections, settings.metrics::overflow, settings.metrics::response);
    vertx.setPeriodic(SWEEP_MILLIS, t -> guard.sweep());
    sessions = new WebSocketSessions(vertx, limits.heartbeatMillis());
    ShardClient shards =
        new ShardClient(
            new VertxScheduler(vertx),
            settings.shards,
            settings.shardTable,
            new ShardRouter(vertx, settings.shardTable.self(), settings.localShards));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host)
            .setPort(settings.port)
            // With it a connection would be unknown until its first request is complete.
            .setHttp2ClearTextEnabled(false)
            .setWebSocketSubProtocols(List.of(WebSocketHandshake.SUBPROTOCOL))
            .setMaxChunkSize(MAX_CHUNK)
            .setInitialSettings(Http2Requests.SETTINGS)
            .setMaxWebSocketFrameSize(WebSocketSession.MAX_MESSAGE)
            .setPerMessageWebSocketCompressionSupported(limits.compression())
            .setPerFrameWebSocketCompressionSupported(false);
    settings.tls.ifPresent(tls -> tls.configure(options, HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(guard::opened)
            .requestHandler(
                new Dispatcher(
                    vertx,
                    guard,
                    settings.browsers,
                    accessControl(),
                    routes(shards),
                    settings.metrics.traces()))
            .invalidRequestHandler(Dispatcher::refuseUndecodable);
    return shards.open().compose(v -> server.listen());
  }

  private AccessControl accessControl() {
    return new AccessControl(settings.authenticator);
  }

  /** Has the edges of this port speak TLS with other options from now on. */
  public Future<Boolean> updateTls(ServerSSLOptions options) {
    return server.updateSSLOptions(options);
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

  private List<Route> routes(ShardClient shards) {
    live =
        new LiveContext(
            settings.hub.loop(new VertxScheduler(vertx)),
            new ShipmentQueries(vertx, settings.contexts, settings.readModels, shards),
            settings.readModels,
            new StreamHistory(settings.readModels, settings.contexts),
            new CommandService(
                settings.contexts,
                shards,
                new SubmissionLookUp(settings.contents.store()),
                settings.metrics),
            new PositionIngest(shards, settings.metrics),
            new ReadBuffer(),
            settings.liveLimits,
            liveAccess(),
            settings.contexts,
            settings.fleet,
            settings.metrics);
    PositionRoutes positions = new PositionRoutes(live.ingest(), live.readBuffer());
    WebRouter web = new WebRouter(vertx, settings.documents);
    List<Route> routes = new ArrayList<>();
    CommandRoutes commands = new CommandRoutes(live.commands());
    for (CommandType<?> type : settings.contexts.commands().values()) {
      routes.add(new Route(Operation.of(type), commands.handler(type)));
    }
    routes.add(new Route(Operation.REPORT_POSITION, positions::track));
    routes.add(new Route(Operation.REPORT_POSITIONS, positions::batch));
    addQueries(routes);
    routes.add(new Route(Operation.STREAM_EVENTS, this::stream));
    routes.add(new Route(Operation.STREAM_SHIPMENTS, this::streamAll));
    ContentRoutes contents = new ContentRoutes(settings.contents);
    routes.add(new Route(Operation.PUT_CONTENT, contents::put));
    routes.add(new Route(Operation.SHOW_CONTENT, contents::show));
    routes.add(new Route(Operation.OPEN_WEB_SOCKET, this::webSocket));
    routes.addAll(
        AdminRoutes.all(
            settings.admin,
            settings.webhooks,
            settings.relays,
            settings.contexts.eventTypes(),
            settings.cluster,
            vertx.getOrCreateContext()));
    routes.addAll(ForeignRoutes.all(foreign(shards)));
    routes.add(new Route(Operation.SHOW_CALLER, CallerRoute::show));
    SchemaRoutes schemas = new SchemaRoutes(settings.schemas);
    routes.add(new Route(Operation.LIST_SCHEMAS, schemas::list));
    routes.add(new Route(Operation.SHOW_SCHEMA, schemas::show));
    routes.add(new Route(Operation.SHOW_OPEN_API, web));
    routes.add(new Route(Operation.SHOW_ASYNC_API, web));
    routes.add(new Route(Operation.SHOW_DOCS, web));
    routes.add(new Route(Operation.SHOW_DOCS_ASSET, web));
    if (settings.documents.hasPage()) {
      routes.add(new Route(Operation.SHOW_PAGE, web::page));
      routes.add(new Route(Operation.SHOW_PAGE_FILE, web));
      routes.add(new Route(Operation.SHOW_PAGE_PART, web));
    }
    return routes;
  }

  private void addQueries(List<Route> routes) {
    Rights rights = settings.contexts.rights();
    Boards boards = settings.readModels.boards();
    PastStreams past = new PastStreams(settings.contexts, live.readModels(), live.views());
    HistoryRoutes history =
        new HistoryRoutes(settings.contexts, live.readModels(), live.views(), past);
    QueryRoutes queries =
        new QueryRoutes(
            live.readModels(), live.views(), history, settings.contexts, settings.fleet);
    routes.add(new Route(Operation.LIST_SHIPMENTS, queries::shipments));
    routes.add(new Route(Operation.SHOW_SHIPMENT, queries::shipment));
    routes.add(new Route(Operation.LIST_EVENTS, queries::events));
    routes.add(new Route(Operation.LIST_POSITIONS, queries::positions));
    routes.add(new Route(Operation.SHOW_JOURNEY, history::journey));
    routes.add(new Route(Operation.SHOW_CAUSE, history::cause));
    TenderRoutes tenders = new TenderRoutes(rights, past, boards);
    routes.add(new Route(Operation.LIST_TENDERS, tenders::tenders));
    routes.add(new Route(Operation.SHOW_TENDER, tenders::tender));
    routes.add(new Route(Operation.LIST_ALL_TENDERS, tenders::board));
    DocumentRoutes documents = new DocumentRoutes(rights, past, boards);
    routes.add(new Route(Operation.LIST_DOCUMENTS, documents::documents));
    routes.add(new Route(Operation.SHOW_DOCUMENT, documents::document));
    routes.add(new Route(Operation.LIST_ALL_DOCUMENTS, documents::board));
    SagaRoutes sagas = new SagaRoutes(past, settings.readModels.sagas(), InstantSource.system());
    routes.add(new Route(Operation.SHOW_BOOKING, sagas::saga));
    routes.add(new Route(Operation.LIST_BOOKINGS, sagas::sagas));
  }

  private ForeignRoutes.Parts foreign(ShardClient shards) {
    Scheduler scheduler = new VertxScheduler(vertx);
    LetterLoop letters = new LetterLoop(settings.webhooks, vertx.getOrCreateContext());
    ObjectTable<Partner> partners = settings.admin.store().table(ObjectKinds.PARTNER);
    ForeignCapture capture =
        new ForeignCapture(
            new ForeignCapture.Parts(
                live.commands(),
                live.ingest(),
                shards,
                live.readModels(),
                () -> settings.fleet.projected(scheduler, PROJECTION_MILLIS),
                settings.captures,
                (tenant, partner) -> partners.get(Partner.idOf(tenant, partner)),
                letters::park,
                scheduler,
                InstantSource.system(),
                settings.metrics));
    letters
        .redriveBy(
            LetterSource.FOREIGN, new ForeignRedriver(capture, settings.captures, live.ingest()))
        .onFailure(failure -> Faults.report("preparing redrives", failure));
    return new ForeignRoutes.Parts(
        vertx,
        scheduler,
        capture,
        settings.captures,
        settings.documentBudget,
        shards,
        live.readModels(),
        live.history(),
        settings.metrics);
  }

  private LiveAccess liveAccess() {
    Scheduler scheduler = new VertxScheduler(vertx);
    InstantSource clock = InstantSource.system();
    Authenticator authenticator = settings.authenticator;
    GrantWatch watch =
        authenticator.isRequired()
            ? new GrantWatch(scheduler, authenticator, settings.admin.store()::changes, clock)
            : null;
    return new LiveAccess(
        authenticator, settings.waitingSockets, watch, scheduler, clock, settings.metrics);
  }

  private void webSocket(Call call) {
    WebSocketHandshake.require(call);
    Grant grant = call.grant();
    live.access().admit(grant);
    HttpConnection connection = call.request().connection();
    Runnable released = guard.handOver(connection);
    EarlyFramesHandler.install(connection);
    ReservedBitsHandler.install(connection);
    call.request()
        .toWebSocket()
        .onComplete(
            socket -> opened(socket, connection, grant, released),
            failure -> {
              live.access().dismiss(grant);
              call.refuse(Problems.badRequest());
              connection.close();
            });
  }

  private void opened(
      ServerWebSocket socket, HttpConnection connection, @Nullable Grant grant, Runnable released) {
    WebSocketSession session = new WebSocketSession(socket, connection, grant, live);
    sessions.add(session);
    settings.metrics.sockets.increment();
    socket.closeHandler(
        v -> {
          sessions.remove(session);
          settings.metrics.sockets.decrement();
          released.run();
          session.closed();
        });
    socket.exceptionHandler(session::failed);
    session.start();
    EarlyFramesHandler.release(connection);
  }

  private void stream(Call call) {
    if (call.isHead()) {
      SseStream.head(call, live);
      return;
    }
    guard.streams(call.request());
    streams.add(SseStream.open(vertx, call, live, streams::remove));
  }

  private void streamAll(Call call) {
    if (call.isHead()) {
      WatchStream.head(call);
      return;
    }
    guard.streams(call.request());
    streams.add(WatchStream.open(vertx, call, live, streams::remove));
  }
}
