package io.quayside.edge.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/**
 * Stands nearest to the wire of each connection, and does three things there.
 *
 * <p>It reads nothing from a peer that does not read: however many requests or pings one sends, no
 * more answers pile up than the channel's write buffer takes.
 *
 * <p>It closes so that the last words arrive. A TCP connection that is closed while the peer still
 * sends is reset, and the peer never sees the answer that says why (RFC 9112, 9.6). So only the
 * output is closed at first, and what still comes is thrown away, until the peer closes too or
 * {@value #LINGER_MILLIS} ms have passed.
 *
 * <p>And it leaves a connection open whose peer has only ended its own output, while there are
 * {@linkplain HalfCloseHandler answers} due to it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what comes of a close is told by the channel itself
public final class ConnectionFlowHandler extends ChannelDuplexHandler {
  private static final long LINGER_MILLIS = 2_000;

  private ChannelHandlerContext context;
  private boolean held;
  private boolean lingering;
  private Runnable onRoom;

  public static void install(HttpConnection connection) {
    Channel channel = channel(connection);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.pipeline().addFirst(new ConnectionFlowHandler());
  }

  /** To be called after a close that has to wait for what is still unwritten: ends the waiting. */
  public static void closeWithin(HttpConnection connection, long millis) {
    ConnectionFlowHandler valve = channel(connection).pipeline().get(ConnectionFlowHandler.class);
    if (valve != null) {
      valve.schedule(() -> valve.context.close(), millis);
    }
  }

  /** Has a task run each time when the connection takes something again. */
  public static void onRoom(HttpConnection connection, Runnable task) {
    channel(connection).pipeline().get(ConnectionFlowHandler.class).onRoom = task;
  }

  public static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (lingering || ctx.channel().isWritable()) {
      ctx.read();
    } else {
      held = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // First whoever has something to write writes it; only if there is room left, more is read.
    ctx.fireChannelWritabilityChanged();
    if (onRoom != null && ctx.channel().isWritable()) {
      onRoom.run();
    }
    if (held && ctx.channel().isWritable()) {
      held = false;
      ctx.channel().config().setAutoRead(true);
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
    if (event instanceof ChannelInputShutdownEvent) {
      HalfCloseHandler conversation = ctx.pipeline().get(HalfCloseHandler.class);
      if (lingering || conversation == null || conversation.endInput()) {
        ctx.close();
      }
    }
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
      }
      channel.config().setAutoRead(true);
      ctx.read();
      schedule(ctx::close, LINGER_MILLIS);
    }
  }

  /** Runs a task after so long, unless the connection is closed before. */
  private void schedule(Runnable task, long millis) {
    var timer = context.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
    context.channel().closeFuture().addListener(closed -> timer.cancel(false));
  }
}
