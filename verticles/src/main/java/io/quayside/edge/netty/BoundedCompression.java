package io.quayside.edge.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * permessage-deflate (RFC 7692), inflating a message to no more than it may have. Vert.x' own
 * setting inflates whatever comes: a few bytes can become as many as the heap has.
 */
public final class BoundedCompression {
  /** The name that Vert.x gives its handler. */
  private static final String EXTENSIONS = "webSocketExtensionHandler";

  private BoundedCompression() {}

  /** Bounds the compression of a connection, if that is switched on. */
  public static void bound(HttpConnection connection, int maxBytes) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    ChannelHandler unbounded = pipeline.get(EXTENSIONS);
    if (unbounded != null) {
      pipeline.replace(
          unbounded,
          EXTENSIONS,
          new WebSocketServerExtensionHandler(
              new PerMessageDeflateServerExtensionHandshaker(maxBytes)));
    }
  }
}
