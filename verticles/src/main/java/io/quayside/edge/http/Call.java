package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.edge.netty.FieldLists;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;

/** One request on its way to an answer. */
public final class Call implements Handler<Void> {
  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Runnable admitted;
  private RouteTree.Match match;
  private MultiMap query = NONE;
  private Buffer body;
  private Runnable onEnd;
  private boolean continueExpected;

  /** {@code admitted} is run when the answer has ended, or cannot be given any more. */
  Call(Vertx vertx, HttpServerRequest request, Runnable admitted) {
    this.vertx = vertx;
    this.request = request;
    this.admitted = admitted;
    request.response().endHandler(this);
  }

  /** The answer has ended. */
  @Override
  public void handle(Void end) {
    admitted.run();
    if (onEnd != null) {
      onEnd.run();
    }
  }

  public HttpServerRequest request() {
    return request;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  /** Whether the answer is one without a body. */
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** A parameter of the path, decoded; null if its template has none of that name. */
  public String pathParam(String name) {
    return match.parameter(name);
  }

  /** The parameters of the query, decoded. */
  public MultiMap query() {
    return query;
  }

  /** The whole body; null where the operation takes none, or takes it while it arrives. */
  public Buffer body() {
    return body;
  }

  /** Has a task run when the answer has ended, or cannot be given any more. */
  public void onEnd(Runnable task) {
    onEnd = task;
  }

  /** Reads the query, if there is one. */
  void readQuery() {
    String given = request.query();
    if (given != null && !given.isEmpty()) {
      query = PercentEncoding.parameters(given);
    }
  }

  void matched(RouteTree.Match found) {
    match = found;
  }

  void arrived(Buffer whole) {
    body = whole;
  }

  /** Whether the only expectations are those that can be met (RFC 9110, 10.1.1). */
  boolean readExpectations() {
    if (request.getHeader(HttpHeaderNames.EXPECT) == null
        || request.version() != HttpVersion.HTTP_1_1) {
      return true;
    }
    List<String> given = request.headers().getAll(HttpHeaderNames.EXPECT);
    continueExpected = FieldLists.contain(given, "100-continue");
    return FieldLists.containOnly(given, "100-continue");
  }

  /** To be called once, right before the body is read: tells a client that waits to send it. */
  public void expectBody() {
    if (continueExpected && hasBody()) {
      continueExpected = false;
      request.response().writeContinue();
    }
  }

  boolean hasBody() {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    return length == null
        ? request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) != null
        : !length.equals("0");
  }

  /** Answers a request whose body cannot be read to its end; the connection is closed behind it. */
  public void broken() {
    Problems.send(request.response(), Problems.badRequest());
  }

  /** Answers with what a failure says; one that is no refusal is logged. */
  public void fail(Throwable failure) {
    refuse(Faults.toProblem(failure));
  }

  /**
   * Answers with a problem. If the end of the request has come together with its head, the answer
   * comes behind it, so that the connection can be used again; else it comes at once, and the
   * connection is closed.
   */
  public void refuse(Problem problem) {
    if (request.isEnded() || continueExpected || !hasBody()) {
      Problems.send(request.response(), problem);
      return;
    }
    request.handler(null);
    request.resume();
    request.exceptionHandler(broken -> broken());
    request.endHandler(end -> Problems.send(request.response(), problem));
    // What has been read together is passed on in this turn of the event loop.
    vertx.runOnContext(later -> Problems.send(request.response(), problem));
  }
}
