package io.quayside.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.quayside.auth.Grant;
import io.quayside.common.identity.Principal;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request and its response. */
public final class Call implements Handler<Void> {
  private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Admission.Admitted admitted;

  @SuppressWarnings("NullAway.Init") // set before a route is handed the call
  private RouteTree.Match match;

  private @Nullable Grant grant;
  private MultiMap query = NONE;
  private @Nullable Buffer body;
  private @Nullable Runnable onEnd;
  private boolean continueExpected;

  /** {@code admitted} is run when the answer has ended, or cannot be given any more. */
  Call(Vertx vertx, HttpServerRequest request, Admission.Admitted admitted) {
    this.vertx = vertx;
    this.request = request;
    this.admitted = admitted;
    request.response().endHandler(this);
  }

  /** Runs the tasks registered for the end of the answer. */
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

  Admission.Admitted admitted() {
    return admitted;
  }

  public HttpServerResponse response() {
    return request.response();
  }

  /** What the request's credentials grant; null where none were given and none are needed. */
  public @Nullable Grant grant() {
    return grant;
  }

  /** As {@link #grant}, of an operation that needs credentials. */
  public Grant requireGrant() {
    return Objects.requireNonNull(grant, "an open operation");
  }

  /** Who makes the request, of an operation that needs credentials. */
  public Principal principal() {
    return requireGrant().principal();
  }

  /** Whether the request is a HEAD, answered without a body. */
  public boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** A parameter that the path has, decoded. */
  public String pathParam(String name) {
    return Objects.requireNonNull(match.parameter(name), name);
  }

  /** A parameter of the path, decoded; null if its template has none of that name. */
  @Nullable String optionalPathParam(String name) {
    return match.parameter(name);
  }

  /** The parameters of the query, decoded. */
  public MultiMap query() {
    return query;
  }

  /** The whole body; null where there is none, or the operation takes it while it arrives. */
  public @Nullable Buffer body() {
    return body;
  }

  /** The whole body, of an operation that takes one. */
  public Buffer requireBody() {
    return Objects.requireNonNull(body, "the operation takes no body");
  }

  /** Runs a task when the answer has ended, or the connection is closed. */
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

  void granted(Grant found) {
    grant = found;
  }

  void arrived(Buffer whole) {
    body = whole;
  }

  /** Whether all expectations of the request can be met (RFC 9110, 10.1.1). */
  boolean readExpectations() {
    if (request.getHeader(HttpHeaderNames.EXPECT) == null
        || request.version() != HttpVersion.HTTP_1_1) {
      return true;
    }
    List<String> given = request.headers().getAll(HttpHeaderNames.EXPECT);
    continueExpected = FieldLists.contain(given, "100-continue");
    return FieldLists.containOnly(given, "100-continue");
  }

  /** Sends 100 to a client that expects it. Called once, right before the body is read. */
  public void expectBody() {
    if (continueExpected && hasBody()) {
      continueExpected = false;
      request.response().writeContinue();
    }
  }

  /**
   * Gives the connection its full time again: a body or an answer of some length has moved on by a
   * part that is worth it.
   */
  public void progressed() {
    admitted.progressed();
  }

  /** Takes no time from the client until {@link #progressed}, or until the answer has ended. */
  public void held() {
    admitted.held();
  }

  /**
   * Whether the head says that there is a body. One of HTTP/2 need not say so before its end; there
   * a media type tells it.
   */
  public boolean hasBody() {
    String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      return !length.equals("0");
    }
    return request.getHeader(
            Http2Requests.is(request)
                ? HttpHeaderNames.CONTENT_TYPE
                : HttpHeaderNames.TRANSFER_ENCODING)
        != null;
  }

  /** Answers a request whose body cannot be read to its end, and closes the connection. */
  public void broken() {
    Problems.send(request.response(), Problems.badRequest());
  }

  /** Answers with the problem of a failure; an unexpected failure is logged. */
  public void fail(Throwable failure) {
    refuse(Faults.toProblem(failure));
  }

  /**
   * Answers with a problem. If the end of the request arrived together with its head, the answer
   * follows it and the connection stays usable; otherwise the answer is sent at once and the
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
    // Parts that were read together are passed on in this turn of the event loop.
    vertx.runOnContext(later -> Problems.send(request.response(), problem));
  }
}
