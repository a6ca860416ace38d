package io.quayside.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quayside.edge.admission.ConnectionGuard;
import io.quayside.edge.admission.EdgeLimits;
import io.quayside.edge.http.Access;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.http.Call;
import io.quayside.edge.http.Dispatcher;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Problems;
import io.quayside.edge.http.Route;
import io.quayside.edge.tls.ServerTls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The management port: liveness, readiness, metrics and rebuilds. One event loop serves it. */
public final class ManagementServer extends VerticleBase {
  static final Duration CHECK_WITHIN = Duration.ofSeconds(2);

  private static final long SWEEP_MILLIS = 1_000;

  /** The message that Vert.x' health checks give a check that did not end in time. */
  private static final String TIMED_OUT = "Timeout";

  private static final String DEGRADED = "degraded";

  private final Settings settings;
  private final PrometheusMeterRegistry registry;
  private final Map<String, Supplier<Future<Void>>> checks;

  @SuppressWarnings("NullAway.Init") // set by start()
  private HealthChecks health;

  @SuppressWarnings("NullAway.Init") // set by start()
  private HttpServer server;

  private volatile boolean stopping;

  /**
   * Where it listens, and what it takes.
   *
   * @param port 0 for any free one
   * @param overflow is told which bound was hit
   * @param administration routes of operators, for calls on a context
   */
  record Settings(
      String host,
      int port,
      Optional<ServerTls> tls,
      EdgeLimits limits,
      BrowserRules browsers,
      AccessControl accessControl,
      Consumer<String> overflow,
      Function<Context, List<Route>> administration) {}

  private ManagementServer(
      Settings settings,
      PrometheusMeterRegistry registry,
      Map<String, Supplier<Future<Void>>> checks) {
    this.settings = settings;
    this.registry = registry;
    this.checks = checks;
  }

  private static HealthChecks healthChecks(
      Vertx vertx, Map<String, Supplier<Future<Void>>> checks) {
    var health = HealthChecks.create(vertx);
    checks.forEach(
        (name, check) ->
            health.register(
                name,
                CHECK_WITHIN.toMillis(),
                result ->
                    check
                        .get()
                        .onSuccess(up -> result.tryComplete(Status.OK()))
                        .onFailure(failure -> failed(result, failure))));
    return health;
  }

  private static void failed(Promise<Status> result, Throwable failure) {
    if (failure instanceof DegradedException) {
      result.tryComplete(Status.OK(new JsonObject().put(DEGRADED, failure.getMessage())));
    } else {
      result.tryFail(failure);
    }
  }

  /** Listens on the port; the checks are run whenever readiness is asked for. */
  static Future<ManagementServer> start(
      Vertx vertx,
      Settings settings,
      PrometheusMeterRegistry registry,
      Map<String, Supplier<Future<Void>>> checks) {
    var management = new ManagementServer(settings, registry, checks);
    return vertx.deployVerticle(management).map(management);
  }

  @Override
  public Future<?> start() {
    health = healthChecks(vertx, checks);
    var guard =
        new ConnectionGuard(settings.limits, new AtomicInteger(), settings.overflow, status -> {});
    vertx.setPeriodic(SWEEP_MILLIS, timer -> guard.sweep());
    var options =
        new HttpServerOptions()
            .setHost(settings.host)
            .setPort(settings.port)
            // With HTTP/2 a connection would be unknown until its first request is complete.
            .setHttp2ClearTextEnabled(false)
            // Probes and scrapes are no requests of a user.
            .setTracingPolicy(TracingPolicy.IGNORE);
    settings.tls.ifPresent(tls -> tls.configure(options, HttpVersion.HTTP_1_1));
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(guard::opened)
            .requestHandler(
                new Dispatcher(vertx, guard, settings.browsers, settings.accessControl, routes()))
            .invalidRequestHandler(Dispatcher::refuseUndecodable);
    settings.tls.ifPresent(tls -> tls.watch(vertx, server::updateSSLOptions));
    return server.listen();
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** From now on the process is not ready, whatever the checks say. */
  public void stopping() {
    stopping = true;
  }

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>(settings.administration.apply(context));
    routes.addAll(probes());
    return routes;
  }

  private List<Route> probes() {
    return List.of(
        route("showLiveness", "/livez", call -> send(call, 200, status(true))),
        route("showReadiness", "/readyz", this::readiness),
        route("showMetrics", "/metrics", this::metrics));
  }

  private static Route route(String id, String path, Function<Call, Future<Void>> answer) {
    return new Route(
        new Operation(id, "GET", path, Operation.Body.NONE, Access.OPEN),
        call -> answer.apply(call).onFailure(call::fail));
  }

  private Future<Void> readiness(Call call) {
    if (stopping) {
      var gateway = status(false).put("detail", "the gateway is stopping");
      var checks = new JsonObject().put("gateway", gateway);
      return send(call, 503, status(false).put("checks", checks));
    }
    return health
        .checkStatus()
        .compose(
            result -> {
              var byName = new JsonObject();
              result.getChecks().stream()
                  .sorted(Comparator.comparing(CheckResult::getId))
                  .forEach(check -> byName.put(check.getId(), json(check)));
              boolean up = result.getUp();
              return send(call, up ? 200 : 503, status(up).put("checks", byName));
            });
  }

  private static JsonObject json(CheckResult check) {
    if (!check.getUp()) {
      return status(false).put("detail", detail(check.getFailure()));
    }
    var data = check.getStatus().getData();
    return data != null && data.containsKey(DEGRADED)
        ? new JsonObject().put("status", DEGRADED).put("detail", data.getString(DEGRADED))
        : status(true);
  }

  private static String detail(Throwable failure) {
    if (TIMED_OUT.equals(failure.getMessage())) {
      return "no answer within " + CHECK_WITHIN.toSeconds() + " s";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private Future<Void> metrics(Call call) {
    return vertx
        .executeBlocking(registry::scrape)
        .compose(
            text ->
                call.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .end(text));
  }

  private static JsonObject status(boolean up) {
    return new JsonObject().put("status", up ? "up" : "down");
  }

  private static Future<Void> send(Call call, int status, JsonObject body) {
    return call.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, Problems.JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }
}
