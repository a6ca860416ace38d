package io.quayside.edge.http;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Collects the body of one call, up to a number of bytes. */
public final class BodyReader implements Handler<Buffer> {
  /** The most bytes of bodies that are one JSON object. */
  static final int MAX_BYTES = 64 * 1024;

  private final Call call;
  private final Handler<Call> handler;
  private final int maxBytes;
  private @Nullable Buffer body;
  private boolean collected;

  BodyReader(Call call, Handler<Call> handler) {
    this(call, handler, MAX_BYTES);
  }

  /** A reader that calls a handler with the whole body. */
  public BodyReader(Call call, Handler<Call> handler, int maxBytes) {
    this.call = call;
    this.handler = handler;
    this.maxBytes = maxBytes;
  }

  /** Calls the handler when the body is complete. */
  public void start() {
    HttpServerRequest request = call.request();
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > maxBytes) {
      throw Problems.tooLarge(maxBytes).toException();
    }
    request.handler(this);
    request.exceptionHandler(broken -> call.broken());
    request.endHandler(end -> arrived());
    call.expectBody();
  }

  @Override
  public void handle(Buffer chunk) {
    int length = chunk.length() + (body == null ? 0 : body.length());
    if (length > maxBytes) {
      call.refuse(Problems.tooLarge(maxBytes));
    } else if (body == null) {
      body = chunk;
    } else if (collected) {
      body.appendBuffer(chunk);
    } else {
      collected = true;
      body = Buffer.buffer(2 * length).appendBuffer(body).appendBuffer(chunk);
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
