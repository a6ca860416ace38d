package io.quayside.edge.http;

import io.vertx.core.Handler;

/**
 * An operation and what answers it.
 *
 * @param handler answers a call; what it throws is answered as a problem. It is called when the
 *     body has arrived if the operation takes JSON, and before that otherwise.
 */
public record Route(Operation operation, Handler<Call> handler) {}
