package io.quayside.edge.content;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.content.ContentStore;
import io.quayside.domain.documentation.Content;
import io.quayside.edge.http.Call;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One content on its way out: the next chunk is read when the client has taken the one before. A
 * content that is removed meanwhile ends with its connection, before its length is reached.
 */
final class ContentDownload {
  private final Call call;
  private final ContentStore store;
  private final Content content;
  private final Runnable head;
  private int number;
  private int sent;

  /** {@code head} writes the head of the answer. */
  ContentDownload(Call call, ContentStore store, Content content, Runnable head) {
    this.call = call;
    this.store = store;
    this.content = content;
    this.head = head;
  }

  static ProblemException notFound() {
    return new Problem(ProblemCode.NOT_FOUND, "There is no such content").toException();
  }

  void start() {
    call.held();
    store
        .chunk(call.principal().tenant(), content.sha256(), number)
        .onComplete(this::send, this::fail);
  }

  private void send(@Nullable Buffer chunk) {
    HttpServerResponse response = call.response();
    if (response.closed()) {
      return;
    }
    if (chunk == null) {
      fail(notFound());
      return;
    }
    if (number == 0) {
      head.run();
    }
    number++;
    sent += chunk.length();
    call.progressed();
    if (sent >= content.sizeBytes()) {
      response.end(chunk);
      return;
    }
    response.write(chunk);
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> start());
    } else {
      start();
    }
  }

  private void fail(Throwable failure) {
    if (number == 0) {
      call.fail(failure);
    } else {
      // Ends the connection of HTTP/1.1, and the one answer of HTTP/2.
      call.response().reset();
    }
  }
}
