package io.quayside.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one WebSocket that are compressed with permessage-deflate (RFC 7692),
 * fragment by fragment. Takes every fragmentation, also fragments that inflate to nothing yet, and
 * blocks that end the deflate stream. Fails with close code 1007 on ill-formed data and with 1009
 * on a message that inflates to more than its bound.
 */
final class MessageInflater extends WebSocketExtensionDecoder {
  /** What a sender leaves out at the end of each message (RFC 7692, 7.2.1). */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final int CHUNK = 8 * 1024;

  private final int maxBytes;
  private @Nullable Inflater inflater;
  private Message message = Message.PLAIN;

  /** Bytes of the present message, before and after. */
  private long compressedBytes;

  private long inflatedBytes;

  private enum Message {
    PLAIN,
    COMPRESSED
  }

  MessageInflater(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out)
      throws Exception {
    boolean first = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
    if (first) {
      boolean compressed = (frame.rsv() & WebSocketExtension.RSV1) != 0;
      message = compressed ? Message.COMPRESSED : Message.PLAIN;
      compressedBytes = 0;
      inflatedBytes = 0;
    }
    if (message == Message.PLAIN || !(first || frame instanceof ContinuationWebSocketFrame)) {
      out.add(frame.retain());
      return;
    }
    // The bit of a continuation stays, and is refused behind this handler.
    int rsv = first ? frame.rsv() & ~WebSocketExtension.RSV1 : frame.rsv();
    ByteBuf inflated = ctx.alloc().buffer(CHUNK);
    try {
      inflate(frame, inflated);
      out.add(inflatedFrame(frame, rsv, inflated.retain()));
    } finally {
      inflated.release();
    }
  }

  private static WebSocketFrame inflatedFrame(WebSocketFrame frame, int rsv, ByteBuf inflated) {
    boolean isFinal = frame.isFinalFragment();
    return switch (frame) {
      case TextWebSocketFrame text -> new TextWebSocketFrame(isFinal, rsv, inflated);
      case BinaryWebSocketFrame binary -> new BinaryWebSocketFrame(isFinal, rsv, inflated);
      default -> new ContinuationWebSocketFrame(isFinal, rsv, inflated);
    };
  }

  private void inflate(WebSocketFrame frame, ByteBuf out) {
    Inflater open = open();
    compressedBytes += frame.content().readableBytes();
    inflate(open, frame.content().nioBuffer(), out);
    // Without any byte there is no block that the tail would end.
    if (frame.isFinalFragment() && compressedBytes > 0) {
      inflate(open, ByteBuffer.wrap(TAIL), out);
    }
  }

  private Inflater open() {
    if (inflater == null) {
      inflater = new Inflater(true);
    }
    return inflater;
  }

  private void inflate(Inflater inflater, ByteBuffer input, ByteBuf out) {
    inflater.setInput(input);
    try {
      for (int length = inflateChunk(inflater, out); length > 0 || inflater.finished(); ) {
        inflatedBytes += length;
        if (inflatedBytes > maxBytes) {
          throw new CorruptedWebSocketFrameException(
              WebSocketCloseStatus.MESSAGE_TOO_BIG, "message too big");
        }
        if (inflater.finished()) {
          // The block was a final one (RFC 7692, 7.2.3.4); a new stream follows.
          inflater.reset();
          inflater.setInput(input);
        }
        length = inflateChunk(inflater, out);
      }
    } catch (DataFormatException illFormed) {
      throw new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "ill-formed deflate data", illFormed);
    }
  }

  private static int inflateChunk(Inflater inflater, ByteBuf out) throws DataFormatException {
    out.ensureWritable(CHUNK);
    int length = inflater.inflate(out.internalNioBuffer(out.writerIndex(), CHUNK));
    out.writerIndex(out.writerIndex() + length);
    return length;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    end();
  }

  private void end() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
