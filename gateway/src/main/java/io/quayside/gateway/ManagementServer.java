package io.quayside.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.http.Problems;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.netty.ResponseDate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The management port: liveness, readiness and metrics. */
public final class ManagementServer {
  static final Duration CHECK_WITHIN = Duration.ofSeconds(2);

  /** The message that Vert.x' health checks give a check that did not end in time. */
  private static final String TIMED_OUT = "Timeout";

  private static final Set<String> PATHS = Set.of("/livez", "/readyz", "/metrics");
  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final Vertx vertx;
  private final PrometheusMeterRegistry registry;
  private final HealthChecks health;
  private final HttpServer server;
  private volatile boolean stopping;

  private ManagementServer(
      Vertx vertx, PrometheusMeterRegistry registry, Map<String, Supplier<Future<Void>>> checks) {
    this.vertx = vertx;
    this.registry = registry;
    this.health = healthChecks(vertx, checks);
    // With HTTP/2 a connection would be unknown until its first request is complete.
    this.server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
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
                        .onFailure(result::tryFail)));
    return health;
  }

  /**
   * Listens on the port (0 is any free one); the checks are run whenever readiness is asked for.
   */
  public static Future<ManagementServer> start(
      Vertx vertx,
      String host,
      int port,
      PrometheusMeterRegistry registry,
      Map<String, Supplier<Future<Void>>> checks) {
    var management = new ManagementServer(vertx, registry, checks);
    var date = new ResponseDate(System::currentTimeMillis);
    return management
        .server
        .connectionHandler(connection -> HttpPipeline.install(connection, date))
        .requestHandler(management::answer)
        .invalidRequestHandler(ManagementServer::refuse)
        .listen(port, host)
        .map(management);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** From now on the process is not ready, whatever the checks say. */
  public void stopping() {
    stopping = true;
  }

  private void answer(HttpServerRequest request) {
    if (!PATHS.contains(request.path())) {
      problem(request, ProblemCode.NOT_FOUND, "here are /livez, /readyz and /metrics");
      return;
    }
    if (!READS.contains(request.method())) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      problem(request, ProblemCode.METHOD_NOT_ALLOWED, "this can only be read");
      return;
    }
    var answered =
        switch (request.path()) {
          case "/livez" -> send(request, 200, status(true));
          case "/readyz" -> readiness(request);
          default -> metrics(request.response());
        };
    answered.onFailure(
        failure -> {
          if (!request.response().ended()) {
            problem(request, ProblemCode.INTERNAL_ERROR, failure.toString());
          }
        });
  }

  private Future<Void> readiness(HttpServerRequest request) {
    if (stopping) {
      var gateway = status(false).put("detail", "the gateway is stopping");
      var checks = new JsonObject().put("gateway", gateway);
      return send(request, 503, status(false).put("checks", checks));
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
              return send(request, up ? 200 : 503, status(up).put("checks", byName));
            });
  }

  private static JsonObject json(CheckResult check) {
    return check.getUp() ? status(true) : status(false).put("detail", detail(check.getFailure()));
  }

  private static String detail(Throwable failure) {
    if (TIMED_OUT.equals(failure.getMessage())) {
      return "no answer within " + CHECK_WITHIN.toSeconds() + " s";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private Future<Void> metrics(HttpServerResponse response) {
    return vertx
        .executeBlocking(registry::scrape)
        .compose(
            text ->
                response
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .end(text));
  }

  private static JsonObject status(boolean up) {
    return new JsonObject().put("status", up ? "up" : "down");
  }

  private static Future<Void> send(HttpServerRequest request, int status, JsonObject body) {
    return send(request, status, "application/json", body);
  }

  private static void refuse(HttpServerRequest request) {
    problem(request, Problems.ofUndecodable(request.decoderResult().cause()));
  }

  private static void problem(HttpServerRequest request, ProblemCode code, String detail) {
    problem(request, new Problem(code, detail));
  }

  private static void problem(HttpServerRequest request, Problem problem) {
    var code = problem.code();
    var body =
        new JsonObject()
            .put("type", "urn:quayside:problem:" + code.code())
            .put("title", code.title())
            .put("status", code.status())
            .put("detail", problem.detail())
            .put("code", code.code());
    var unused = send(request, code.status(), "application/problem+json", body);
  }

  private static Future<Void> send(
      HttpServerRequest request, int status, String contentType, JsonObject body) {
    var response = request.response();
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    return response.end(body.toBuffer());
  }
}
