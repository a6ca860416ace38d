package io.quayside.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.http.HttpConnection;

/**
 * Refuses WebSocket frames with a reserved bit that no extension has taken (RFC 6455, 5.2). Netty's
 * decoder looks at these bits only where compression is switched off for the whole server. Stands
 * behind {@link MessageInflater}, which clears the bit of compressed messages.
 */
public final class ReservedBitsHandler extends ChannelInboundHandlerAdapter {
  private ReservedBitsHandler() {}

  /** To be called before the connection is upgraded to a WebSocket. */
  public static void install(HttpConnection connection) {
    HttpPipeline.channel(connection)
        .pipeline()
        .addBefore("handler", null, new ReservedBitsHandler());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof WebSocketFrame frame && frame.rsv() != 0) {
      frame.release();
      throw new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits without an extension");
    }
    ctx.fireChannelRead(message);
  }
}
