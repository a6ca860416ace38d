package io.quayside.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.function.Consumer;

/**
 * Ends a connection behind an answer that says {@code Connection: close}, and passes on nothing of
 * what came behind its request (RFC 9112, 9.6). An answer that comes before its request's end says
 * so of itself: what is left of the body must not be taken for another request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what comes of a write or a close
final class ConnectionCloseHandler extends ChannelDuplexHandler {
  /** Requests whose end has been read, and final answers that have begun. */
  private long complete;

  private long answered;

  /** The end of the request that was read last is still to come. */
  private boolean incomplete;

  private State state = State.OPEN;
  private final Consumer<Channel> allAnswered;

  /** {@code allAnswered} is called when the requests that were read are all answered. */
  ConnectionCloseHandler(Consumer<Channel> allAnswered) {
    this.allAnswered = allAnswered;
  }

  private enum State {
    OPEN,
    /** The last answer is being written. */
    ENDING,
    /** The last answer has been written. */
    ENDED
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (state != State.OPEN) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      incomplete = request.decoderResult().isFailure() || hasBody(request);
      complete += incomplete ? 0 : 1;
    } else if (incomplete
        && message instanceof LastHttpContent end
        && end.decoderResult().isSuccess()) {
      incomplete = false;
      complete++;
    }
    ctx.fireChannelRead(message);
  }

  private static boolean hasBody(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null
        ? headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        : !length.equals("0");
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (state == State.ENDED && message instanceof HttpObject) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    boolean isFinal = true;
    if (message instanceof HttpResponse response) {
      isFinal = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
      if (isFinal) {
        begin(response.headers());
      } else if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
        ctx.write(message, promise);
        ctx.pipeline().remove(this);
        return;
      }
    }
    ctx.write(message, promise);
    if (isFinal && message instanceof LastHttpContent) {
      end(ctx);
    }
  }

  /** An answer was written. */
  private void end(ChannelHandlerContext ctx) {
    if (state == State.ENDING) {
      state = State.ENDED;
      // Not at once: the writer of the answer may have more to do with the connection.
      ctx.executor().execute(() -> ctx.channel().close());
    } else if (answered >= complete) {
      allAnswered.accept(ctx.channel());
    }
  }

  private void begin(HttpHeaders headers) {
    if (answered >= complete) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    answered++;
    if (headers.contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
      state = State.ENDING;
    }
  }
}
