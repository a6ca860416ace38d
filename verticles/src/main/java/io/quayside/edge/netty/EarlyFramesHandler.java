package io.quayside.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayDeque;

/**
 * Holds the frames that a client sends together with its WebSocket handshake, until somebody
 * listens to the WebSocket; Vert.x would drop them. They are no more than what {@link
 * StrictRequestDecoder} has held until the answer.
 */
public final class EarlyFramesHandler extends ChannelInboundHandlerAdapter {
  private final ArrayDeque<Object> held = new ArrayDeque<>(0);

  private EarlyFramesHandler() {}

  /** To be called before the connection is upgraded to a WebSocket. */
  public static void install(HttpConnection connection) {
    HttpPipeline.channel(connection)
        .pipeline()
        .addBefore("handler", null, new EarlyFramesHandler());
  }

  /** Hands on what has come, and from now on all at once. */
  public static void release(HttpConnection connection) {
    ChannelPipeline pipeline = HttpPipeline.channel(connection).pipeline();
    EarlyFramesHandler handler = pipeline.get(EarlyFramesHandler.class);
    if (handler != null) {
      pipeline.remove(handler);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof WebSocketFrame) {
      held.add(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (!held.isEmpty()) {
      while (!held.isEmpty()) {
        ctx.fireChannelRead(held.poll());
      }
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    ctx.fireChannelInactive();
  }
}
