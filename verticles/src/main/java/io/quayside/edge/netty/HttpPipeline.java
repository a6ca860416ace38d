package io.quayside.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.IntConsumer;

/**
 * The handlers of a connection that speaks HTTP/1.1 as RFC 9110 and RFC 9112 say, from the wire on:
 *
 * <ol>
 *   <li>{@link LingeringCloseHandler}
 *   <li>{@link ReadBackpressureHandler}
 *   <li>{@link StrictRequestDecoder}, instead of Vert.x' own, and Vert.x' encoder
 *   <li>{@link ResponseHeadHandler}
 *   <li>{@link HalfCloseHandler}
 *   <li>{@link ConnectionCloseHandler}
 *   <li>Vert.x' connection
 * </ol>
 */
public final class HttpPipeline {
  /** The names that Vert.x gives its handlers. */
  private static final String DECODER = "httpDecoder";

  private static final String CONNECTION = "handler";

  private HttpPipeline() {}

  /**
   * Installs the handlers, before the first byte is read; {@code status} is told the status of each
   * answer.
   */
  public static void install(HttpConnection connection, ResponseDate date, IntConsumer status) {
    Channel channel = channel(connection);
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst(new ReadBackpressureHandler());
    pipeline.addFirst(new LingeringCloseHandler());
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    pipeline.replace(DECODER, DECODER, decoder);
    pipeline.addBefore(CONNECTION, null, new ResponseHeadHandler(date, status));
    pipeline.addBefore(CONNECTION, null, new HalfCloseHandler());
    pipeline.addBefore(CONNECTION, null, new ConnectionCloseHandler(decoder::answered));
  }

  /** Whether a connection speaks HTTP/2, which has no handlers of ours. */
  public static boolean isHttp2(HttpConnection connection) {
    return channel(connection).pipeline().get(DECODER) == null;
  }

  public static Channel channel(HttpConnection connection) {
    return ((ConnectionBase) connection).channel();
  }

  /** Ends the waiting of a close for what is still unwritten. */
  public static void closeWithin(HttpConnection connection, long millis) {
    LingeringCloseHandler handler = channel(connection).pipeline().get(LingeringCloseHandler.class);
    if (handler != null) {
      handler.closeWithin(millis);
    }
  }

  /** Has a task run each time when the connection can be written to again. */
  public static void onWritable(HttpConnection connection, Runnable task) {
    ReadBackpressureHandler handler =
        channel(connection).pipeline().get(ReadBackpressureHandler.class);
    if (handler != null) {
      handler.onWritable(task);
    }
  }

  /** The present request is answered by a stream, which ends when the client's output does. */
  public static void streams(HttpConnection connection) {
    ChannelHandlerContext ctx = channel(connection).pipeline().context(HalfCloseHandler.class);
    if (ctx != null) {
      ((HalfCloseHandler) ctx.handler()).stream(ctx);
    }
  }
}
