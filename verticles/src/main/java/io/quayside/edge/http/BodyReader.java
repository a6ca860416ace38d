package io.quayside.edge.http;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Collects the body of one call, up to {@value #MAX_BYTES} bytes. */
final class BodyReader implements Handler<Buffer> {
  static final int MAX_BYTES = 64 * 1024;

  private final Call call;
  private final Handler<Call> handler;
  private @Nullable Buffer body;

  BodyReader(Call call, Handler<Call> handler) {
    this.call = call;
    this.handler = handler;
  }

  /** Calls the handler when the body is complete. */
  void start() {
    HttpServerRequest request = call.request();
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > MAX_BYTES) {
      throw Problems.tooLarge(MAX_BYTES).toException();
    }
    request.handler(this);
    request.exceptionHandler(broken -> call.broken());
    request.endHandler(end -> arrived());
    call.expectBody();
  }

  @Override
  public void handle(Buffer chunk) {
    int length = chunk.length() + (body == null ? 0 : body.length());
    if (length > MAX_BYTES) {
      call.refuse(Problems.tooLarge(MAX_BYTES));
    } else if (body == null) {
      body = chunk;
    } else {
      body = Buffer.buffer(length).appendBuffer(body).appendBuffer(chunk);
    }
  }

  private void arrived() {
    try {
      if (body == null) {
        throw new Problem(ProblemCode.MALFORMED_JSON, "There is no body").toException();
      }
      call.arrived(body);
      handler.handle(call);
    } catch (RuntimeException e) {
      call.fail(e);
    }
  }
}
