package io.quayside.edge.http;

import io.vertx.core.Handler;

/**
 * An operation and its handler.
 *
 * @param handler answers a call; an exception is answered as a problem. It is called when the body
 *     has arrived if the operation takes JSON, and before that otherwise.
 */
public record Route(Operation operation, Handler<Call> handler) {}
