package io.quayside.edge.live;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.quayside.domain.Viewer;
import io.quayside.edge.netty.HttpPipeline;
import io.quayside.push.FrameBatch;
import io.quayside.push.TextFrame;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;

/**
 * A WebSocket, upgraded from that connection, as something that texts are written to. Nearly all is
 * written past the encoder, as the frames that it would have made. Nothing is ever written while
 * the channel takes no more, so that nothing of one way waits behind the other.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is told by the channel's close
final class WebSocketWire implements SendQueue.Wire {
  /**
   * How long the close frame may wait behind what the peer has not read. Long, for a peer that was
   * stuck and reads on shall learn why it was closed.
   */
  static final long CLOSING_MILLIS = 120_000;

  /**
   * Characters, of three bytes at most: clients may refuse a frame of more than 64 KB, and the
   * encoder makes several of a longer text.
   */
  private static final int MAX_PLAIN = 16_384;

  private final ServerWebSocket socket;
  private final HttpConnection connection;
  private final Channel channel;
  private final ChannelPromise unheeded;

  /** What is compressed has to go through the encoder, for each socket compresses for itself. */
  private final boolean compressed;

  private boolean flushing;

  WebSocketWire(ServerWebSocket socket, HttpConnection connection) {
    this.socket = socket;
    this.connection = connection;
    this.channel = HttpPipeline.channel(connection);
    this.unheeded = new VoidChannelPromise(channel, false);
    this.compressed = channel.pipeline().get(WebSocketExtensionEncoder.class) != null;
  }

  @Override
  public boolean full() {
    return !channel.isWritable() || socket.isClosed();
  }

  @Override
  public void write(String text) {
    if (compressed || text.length() > MAX_PLAIN) {
      socket.writeTextMessage(text);
    } else {
      channel.write(TextFrame.of(text, channel.alloc()), unheeded);
      if (!flushing) {
        flushing = true;
        channel.eventLoop().execute(this::flushTexts);
      }
    }
  }

  /** What was written since goes out together: answers come in groups to whoever asks in groups. */
  private void flushTexts() {
    flushing = false;
    channel.flush();
  }

  @Override
  public boolean write(FrameBatch batch, boolean positions, Viewer viewer) {
    if (compressed) {
      return false;
    }
    channel.write(batch.webSocketFrames(positions, viewer), unheeded);
    return true;
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void onRoom(Runnable task) {
    HttpPipeline.onWritable(connection, task);
  }

  @Override
  public void close(CloseCode why) {
    socket.close(why.code(), why.reason());
    HttpPipeline.closeWithin(connection, CLOSING_MILLIS);
  }
}
