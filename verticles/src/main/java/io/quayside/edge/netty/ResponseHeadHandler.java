package io.quayside.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.function.IntConsumer;

/**
 * Completes the heads of answers: every final one has a {@code Date} (RFC 9110, 6.6.1), and one to
 * a HEAD request the {@code Content-Length} that a GET would have, which Vert.x leaves out.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what comes of a write
final class ResponseHeadHandler extends ChannelOutboundHandlerAdapter {
  private final ResponseDate date;
  private final IntConsumer status;

  /** A handler that tells {@code status} the status of each final answer and of upgrades. */
  ResponseHeadHandler(ResponseDate date, IntConsumer status) {
    this.date = date;
    this.status = status;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        complete(response);
        status.accept(response.status().code());
      } else if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        status.accept(response.status().code());
        ctx.write(message, promise);
        ctx.pipeline().remove(this);
        return;
      }
    }
    ctx.write(message, promise);
  }

  private void complete(HttpResponse response) {
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.DATE, date.now());
    if (response instanceof FullHttpResponse whole
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && whole.content().isReadable()) {
      headers.set(
          HttpHeaderNames.CONTENT_LENGTH, Integer.toString(whole.content().readableBytes()));
    }
  }
}
