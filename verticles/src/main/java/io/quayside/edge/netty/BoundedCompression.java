package io.quayside.edge.netty;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.vertx.core.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) as Netty agrees on it and deflates, with {@link MessageInflater} in
 * the other direction. Netty's own decoder inflates whatever comes, refuses a fragment that
 * inflates to nothing yet, and does not tell ill-formed data from too much of it.
 */
public final class BoundedCompression {
  /** The name that Vert.x gives its handler. */
  private static final String EXTENSIONS = "webSocketExtensionHandler";

  private BoundedCompression() {}

  /** Bounds the compression of a connection, if that is switched on. */
  public static void bound(HttpConnection connection, int maxBytes) {
    ChannelPipeline pipeline = HttpPipeline.channel(connection).pipeline();
    ChannelHandler unbounded = pipeline.get(EXTENSIONS);
    if (unbounded != null) {
      pipeline.replace(
          unbounded, EXTENSIONS, new WebSocketServerExtensionHandler(new Handshaker(maxBytes)));
    }
  }

  private record Handshaker(PerMessageDeflateServerExtensionHandshaker netty, int maxBytes)
      implements WebSocketServerExtensionHandshaker {
    Handshaker(int maxBytes) {
      this(new PerMessageDeflateServerExtensionHandshaker(maxBytes), maxBytes);
    }

    @Override
    public @Nullable WebSocketServerExtension handshakeExtension(WebSocketExtensionData offer) {
      WebSocketServerExtension agreed = netty.handshakeExtension(offer);
      return agreed == null ? null : new Extension(agreed, maxBytes);
    }
  }

  private record Extension(WebSocketServerExtension netty, int maxBytes)
      implements WebSocketServerExtension {
    @Override
    public int rsv() {
      return netty.rsv();
    }

    @Override
    public WebSocketExtensionEncoder newExtensionEncoder() {
      return netty.newExtensionEncoder();
    }

    @Override
    public WebSocketExtensionDecoder newExtensionDecoder() {
      return new MessageInflater(maxBytes);
    }

    @Override
    public WebSocketExtensionData newReponseData() {
      return netty.newReponseData();
    }
  }
}
