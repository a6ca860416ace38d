package io.quayside.edge.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Reads nothing from a peer that does not read: however many requests or pings a peer sends, no
 * more answers wait than the channel's write buffer takes.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the channel tells what comes of a close
final class ReadBackpressureHandler extends ChannelDuplexHandler {
  private boolean held;
  private boolean closing;
  private @Nullable Runnable onWritable;

  /** A task that is run each time when the channel can be written to again; null for none. */
  void onWritable(@Nullable Runnable task) {
    onWritable = task;
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (closing || ctx.channel().isWritable()) {
      ctx.read();
    } else {
      held = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // What waits is written before more is read.
    ctx.fireChannelWritabilityChanged();
    if (onWritable != null && ctx.channel().isWritable()) {
      onWritable.run();
    }
    if (held && ctx.channel().isWritable()) {
      held = false;
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Nothing more will be answered, so that what still comes can be read, and be discarded. */
  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    closing = true;
    ctx.close(promise);
  }
}
