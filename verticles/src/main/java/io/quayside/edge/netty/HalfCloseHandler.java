package io.quayside.edge.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Answers a client that has ended its output, as {@code nc -N} does: the connection is closed
 * behind the answer to its last complete request (RFC 9112, 9.6). A stream of events or a WebSocket
 * has no last answer, so it ends when the client's output does.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what comes of a write or a close
final class HalfCloseHandler extends ChannelDuplexHandler {
  private long asked;
  private long answered;
  private boolean streaming;
  private boolean inputEnded;

  /** The present request is answered by a stream. */
  void stream(ChannelHandlerContext ctx) {
    streaming = true;
    if (inputEnded) {
      closeSoon(ctx);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
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
        ctx.pipeline().replace(this, null, new EndWithInput());
      }
    } else if (message instanceof LastHttpContent) {
      answered++;
      streaming = false;
      if (inputEnded && isOver()) {
        closeSoon(ctx);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.fireUserEventTriggered(event);
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      if (isOver()) {
        ctx.close();
      }
    }
  }

  /** A request that was cut short is not waited for: it can have no answer but this one. */
  private boolean isOver() {
    return streaming || answered >= asked;
  }

  /** Not at once: the writer of the answer may have more to do with the connection. */
  private static void closeSoon(ChannelHandlerContext ctx) {
    ctx.executor().execute(() -> ctx.channel().close());
  }

  /** Closes a connection that is no longer HTTP when its client ends its output. */
  private static final class EndWithInput extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.fireUserEventTriggered(event);
      if (event instanceof ChannelInputShutdownEvent) {
        ctx.close();
      }
    }
  }
}
