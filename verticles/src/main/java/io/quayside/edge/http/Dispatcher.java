package io.quayside.edge.http;

import io.quayside.auth.Grant;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs every request through the same checks, hands it to the route of its method and path, and
 * answers failures as problems. Its checks in their order: admission, expectations, encoding of the
 * target, path, method, host and origin, credentials, role, quota, encoding and media type of the
 * body, size of the body.
 */
public final class Dispatcher implements Handler<HttpServerRequest> {
  private final Vertx vertx;
  private final Admission admission;
  private final BrowserRules browsers;
  private final AccessControl accessControl;
  private final RouteTree routes;
  private final RequestIds ids;

  /** A dispatcher without traces. */
  public Dispatcher(
      Vertx vertx,
      Admission admission,
      BrowserRules browsers,
      AccessControl accessControl,
      List<Route> routes) {
    this(vertx, admission, browsers, accessControl, routes, Traces.OFF);
  }

  public Dispatcher(
      Vertx vertx,
      Admission admission,
      BrowserRules browsers,
      AccessControl accessControl,
      List<Route> routes,
      Traces traces) {
    this.ids = new RequestIds(traces);
    this.vertx = vertx;
    this.admission = admission;
    this.browsers = browsers;
    this.accessControl = accessControl;
    this.routes = new RouteTree(routes);
  }

  @Override
  public void handle(HttpServerRequest given) {
    HttpServerRequest request = Http2Requests.normal(given);
    ids.mark(request);
    browsers.allowReading(request);
    Admission.@Nullable Admitted admitted = admission.admit(request);
    if (admitted == null || !Http2Requests.require(request)) {
      return;
    }
    Call call = new Call(vertx, request, admitted);
    try {
      dispatch(call);
    } catch (RuntimeException e) {
      call.fail(e);
    }
  }

  /** Answers a request that the decoder has refused; the connection is closed behind it. */
  public static void refuseUndecodable(HttpServerRequest request) {
    Problems.send(request.response(), Problems.ofUndecodable(request.decoderResult().cause()));
  }

  private void dispatch(Call call) {
    if (!call.readExpectations()) {
      throw new Problem(ProblemCode.EXPECTATION_FAILED, "Only 100-continue can be expected")
          .toException();
    }
    call.readQuery();
    HttpServerRequest request = call.request();
    RouteTree.Match match = match(request);
    if (BrowserRules.isPreflight(request)) {
      browsers.answerPreflight(request, match.node().allowed());
      return;
    }
    Route route = route(request, match.node());
    call.matched(match);
    Access access = route.operation().access();
    browsers.require(request, access);
    if (access instanceof Access.Open) {
      begin(call, route);
      return;
    }
    Grant known = accessControl.known(call);
    if (known != null) {
      admit(call, route, known);
      return;
    }
    Future<@Nullable Grant> granted = accessControl.authenticate(call, access);
    if (granted.succeeded()) {
      admit(call, route, granted.result());
    } else if (granted.failed()) {
      call.fail(granted.cause());
    } else {
      awaitGrant(call, route, granted);
    }
  }

  /** Reads nothing of the request until its credentials are judged. */
  private void awaitGrant(Call call, Route route, Future<@Nullable Grant> granting) {
    call.request().pause();
    granting.onComplete(
        grant -> {
          if (call.response().closed()) {
            return;
          }
          try {
            admit(call, route, grant);
          } catch (RuntimeException e) {
            call.fail(e);
          }
          call.request().resume();
        },
        call::fail);
  }

  private void admit(Call call, Route route, @Nullable Grant grant) {
    if (grant != null) {
      call.granted(grant);
      accessControl.admit(grant, route.operation());
    }
    begin(call, route);
  }

  private static void begin(Call call, Route route) {
    switch (route.operation().body()) {
      case NONE -> withoutBody(call, route);
      case NDJSON -> {
        Preconditions.body(call.request(), "application/x-ndjson");
        route.handler().handle(call);
      }
      case CONTENT -> {
        Preconditions.unencoded(call.request());
        route.handler().handle(call);
      }
      case JSON -> json(call, route);
      case OPTIONAL_JSON -> {
        if (call.hasBody()) {
          json(call, route);
        } else {
          route.handler().handle(call);
        }
      }
    }
  }

  private static void json(Call call, Route route) {
    Preconditions.body(call.request(), "application/json");
    new BodyReader(call, route.handler()).start();
  }

  private RouteTree.Match match(HttpServerRequest request) {
    RouteTree.Match match = routes.find(request.path());
    if (match == null) {
      throw new Problem(ProblemCode.NOT_FOUND, "There is nothing at this path").toException();
    }
    return match;
  }

  private static Route route(HttpServerRequest request, RouteTree.Node node) {
    Route route = node.route(request.method());
    if (route == null) {
      request.response().putHeader(HttpHeaders.ALLOW, node.allowed());
      throw new Problem(ProblemCode.METHOD_NOT_ALLOWED, "The path takes other methods")
          .toException();
    }
    return route;
  }

  /** Skips a body that the operation does not take; it must be well-formed. */
  private static void withoutBody(Call call, Route route) {
    if (call.hasBody()) {
      call.request().exceptionHandler(broken -> call.broken());
    }
    route.handler().handle(call);
  }
}
