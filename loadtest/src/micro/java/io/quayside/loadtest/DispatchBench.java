package io.quayside.loadtest;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.quayside.domain.stream.Contexts;
import io.quayside.edge.http.AccessControl;
import io.quayside.edge.http.Admission;
import io.quayside.edge.http.BrowserRules;
import io.quayside.edge.http.Dispatcher;
import io.quayside.edge.http.Operation;
import io.quayside.edge.http.Route;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.edge.netty.ResponseDate;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs to find the handler of a tracking update and to collect its body: a server that
 * looks at nothing, one with the gateway's pipeline, the same with the gateway's dispatcher, and
 * with vertx-web's router. CPU time and allocation are those of the server's event loop.
 */
public final class DispatchBench {
  private static final int ROUNDS = 9;
  private static final int WARM_UP_ROUNDS = 3;
  private static final long ROUND_NANOS = SECONDS.toNanos(2);
  private static final int MAX_BODY = 64 * 1024;

  private static final String BODY =
      "{\"deviceId\":\"truck-1\",\"sequence\":1,\"observedAt\":\"2026-03-05T21:40:00Z\","
          + "\"position\":{\"lat\":53.54,\"lon\":9.98},\"speedKph\":71.5}";
  private static final String REQUEST =
      """
      POST /v1/shipments/01J8Z0000000000000000000AB/positions HTTP/1.1\r
      Host: gateway.example:8080\r
      User-Agent: bench\r
      Content-Type: application/json\r
      Content-Length: %d\r
      \r
      %s\
      """
          .formatted(BODY.length(), BODY);

  private DispatchBench() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    var servers =
        List.of(
            start("bare", false, vertx -> DispatchBench::collect),
            start("pipeline", true, vertx -> DispatchBench::collect),
            start("dispatcher", true, DispatchBench::dispatcher),
            start("vertx-web", true, DispatchBench::router));
    var client = Vertx.vertx(MeasuredServer.options()).createNetClient();
    for (int round = 0; round < ROUNDS; round++) {
      for (var server : servers) {
        server.measure(client, REQUEST, ROUND_NANOS, round >= WARM_UP_ROUNDS);
      }
    }
    System.exit(0);
  }

  private interface Serving {
    Handler<HttpServerRequest> of(Vertx vertx);
  }

  private static void collect(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(body::appendBuffer);
    request.endHandler(end -> answer(request.response(), body));
  }

  private static void answer(HttpServerResponse response, Buffer body) {
    response
        .setStatusCode(body.length() == BODY.length() ? 202 : 500)
        .putHeader("Content-Type", "application/json")
        .end("{\"result\":\"accepted\"}");
  }

  private static Handler<HttpServerRequest> dispatcher(Vertx vertx) {
    List<Route> routes =
        Operation.all(Contexts.STANDARD).stream()
            .map(operation -> new Route(operation, call -> answer(call.response(), call.body())))
            .toList();
    return new Dispatcher(vertx, Admission.ALL, BrowserRules.NONE, AccessControl.NONE, routes);
  }

  private static Handler<HttpServerRequest> router(Vertx vertx) {
    Router router = Router.router(vertx);
    for (Operation operation : Operation.all(Contexts.STANDARD)) {
      router
          .route(HttpMethod.valueOf(operation.method()), operation.path())
          .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
          .handler(ctx -> answer(ctx.response(), ctx.body().buffer()));
    }
    return router;
  }

  private static MeasuredServer start(String name, boolean pipeline, Serving serving) {
    var answered = new AtomicLong();
    var vertx = Vertx.vertx(MeasuredServer.options());
    Promise<MeasuredServer> started = Promise.promise();
    vertx.runOnContext(
        v -> {
          var date = new ResponseDate(System::currentTimeMillis);
          var handler = serving.of(vertx);
          vertx
              .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
              .connectionHandler(
                  connection -> {
                    if (pipeline) {
                      HttpPipeline.install(connection, date, status -> {});
                    }
                  })
              .requestHandler(
                  request -> {
                    answered.incrementAndGet();
                    handler.handle(request);
                  })
              .listen(0, "127.0.0.1")
              .map(
                  http ->
                      new MeasuredServer(
                          name, http.actualPort(), Thread.currentThread().threadId(), answered))
              .onComplete(started);
        });
    return started.future().await();
  }
}
