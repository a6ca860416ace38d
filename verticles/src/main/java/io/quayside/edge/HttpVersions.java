package io.quayside.edge;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Turns requests of a protocol that is not HTTP/1.0 or 1.1 into ill-formed ones, so that they are
 * refused as such; without it they would be answered with a status of the server's failures, and in
 * the protocol that they name.
 */
@Sharable
final class HttpVersions extends ChannelInboundHandlerAdapter {
  private static final HttpVersions INSTANCE = new HttpVersions();
  private static final DecoderResult UNKNOWN =
      DecoderResult.failure(new IllegalArgumentException("neither HTTP/1.0 nor HTTP/1.1"));

  private HttpVersions() {}

  static void check(HttpConnection connection) {
    ((ConnectionBase) connection).channel().pipeline().addBefore("handler", null, INSTANCE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      check(request);
    }
    ctx.fireChannelRead(message);
  }

  /** Vert.x knows the two versions by their identity, and some spellings make others of them. */
  @SuppressWarnings("ReferenceEquality")
  private static void check(HttpRequest request) {
    HttpVersion given = request.protocolVersion();
    if (given != HttpVersion.HTTP_1_1 && given != HttpVersion.HTTP_1_0) {
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
      if (!given.equals(HttpVersion.HTTP_1_1)) {
        request.setDecoderResult(UNKNOWN);
      }
    }
  }
}
