package io.quayside.edge.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;

/**
 * Watches the requests and answers of a connection, until it becomes a stream, for two things.
 *
 * <p>Requests of a protocol that is not HTTP/1.0 or 1.1 are made ill-formed ones, so that they are
 * refused as such; else they would be answered with a status of the server's failures, and in the
 * protocol that they name.
 *
 * <p>A client that has ended its output, as {@code nc -N} does, still gets the answers to all that
 * it asked; the connection is closed behind the last one (RFC 9112, 9.6). A stream, be it of events
 * or a WebSocket, has no last one, so it ends when the client's output does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of a write or close the channel tells
public final class HalfCloseHandler extends ChannelDuplexHandler {
  private static final DecoderResult UNKNOWN =
      DecoderResult.failure(new IllegalArgumentException("neither HTTP/1.0 nor HTTP/1.1"));

  private long asked;
  private long answered;
  private boolean streaming;
  private boolean inputEnded;

  private HalfCloseHandler() {}

  public static void watch(HttpConnection connection) {
    ConnectionFlowHandler.channel(connection)
        .pipeline()
        .addBefore("handler", null, new HalfCloseHandler());
  }

  /** The present request is answered by a stream. */
  public static void streams(HttpConnection connection) {
    ChannelHandlerContext ctx =
        ConnectionFlowHandler.channel(connection).pipeline().context(HalfCloseHandler.class);
    if (ctx != null) {
      ((HalfCloseHandler) ctx.handler()).stream(ctx);
    }
  }

  private void stream(ChannelHandlerContext ctx) {
    streaming = true;
    if (inputEnded) {
      closeSoon(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      check(request);
    }
    if (message instanceof LastHttpContent) {
      asked++;
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(message, promise);
    if (message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        stream(ctx);
        ctx.pipeline().remove(this);
      }
    } else if (message instanceof LastHttpContent) {
      answered++;
      streaming = false;
      if (inputEnded && isOver()) {
        closeSoon(ctx);
      }
    }
  }

  /** Not at once, for whoever writes may have more to do with the connection. */
  private static void closeSoon(ChannelHandlerContext ctx) {
    ctx.executor().execute(() -> ctx.channel().close());
  }

  /** Takes note that nothing more will be asked; true if the connection is of no more use. */
  boolean endInput() {
    inputEnded = true;
    return isOver();
  }

  /** What was cut short is not waited for, for it can have no answer but this one. */
  private boolean isOver() {
    return streaming || answered >= asked;
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
