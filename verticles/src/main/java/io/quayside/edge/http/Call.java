package io.quayside.edge.http;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request whose body has arrived.
 *
 * @param shipmentId as the path names it, or null where it names none
 * @param query the parameters of the query
 */
public record Call(HttpServerRequest request, String shipmentId, MultiMap query, Buffer body) {
  /** What answers it; what it throws is answered as a problem. */
  public interface Answering extends Handler<Call> {}
}
