package io.quayside.edge.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the last answer arrives. A TCP connection that is closed while its
 * peer still sends is reset, and the peer loses what it has not read (RFC 9112, 9.6). So only the
 * output is closed at first; what still comes is discarded until the peer closes too or {@value
 * #LINGER_MILLIS} ms have passed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel's close future tells what became of it
final class LingeringCloseHandler extends ChannelDuplexHandler {
  static final long LINGER_MILLIS = 2_000;

  @SuppressWarnings("NullAway.Init") // set when the handler is added
  private ChannelHandlerContext context;

  private boolean lingering;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Closes the channel after this time at the latest, whatever is still unwritten. */
  void closeWithin(long millis) {
    schedule(() -> context.close(), millis);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!(ctx.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
      ctx.close(promise);
      return;
    }
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    if (!lingering) {
      lingering = true;
      ChannelFuture written = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
      if (channel.isInputShutdown()) {
        written.addListener(w -> ctx.close());
      } else {
        written.addListener(w -> channel.shutdownOutput());
        channel.config().setAutoRead(true);
        ctx.read();
      }
      closeWithin(LINGER_MILLIS);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    ctx.fireUserEventTriggered(event);
    if (lingering && event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    }
  }

  private void schedule(Runnable task, long millis) {
    var timer = context.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
    context.channel().closeFuture().addListener(closed -> timer.cancel(false));
  }
}
