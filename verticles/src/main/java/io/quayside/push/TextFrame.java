package io.quayside.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/** A WebSocket text message in one unmasked frame, as servers send it (RFC 6455, 5.2). */
public final class TextFrame {
  private static final int FINAL_TEXT = 0x81;
  private static final int MAX_LENGTH_7 = 125;
  private static final int MAX_LENGTH_16 = 0xFFFF;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private TextFrame() {}

  /** The frame of a text; the caller releases it. */
  public static ByteBuf of(String text, ByteBufAllocator allocator) {
    int length = ByteBufUtil.utf8Bytes(text);
    int size = headerLength(length) + length;
    ByteBuf frame = allocator.directBuffer(size, size);
    writeHeader(frame, length);
    ByteBufUtil.reserveAndWriteUtf8(frame, text, length);
    return frame;
  }

  /** The length of the header of a frame with so many bytes. */
  static int headerLength(int length) {
    return length <= MAX_LENGTH_7 ? 2 : length <= MAX_LENGTH_16 ? 4 : 10;
  }

  static void writeHeader(ByteBuf frame, int length) {
    frame.writeByte(FINAL_TEXT);
    switch (headerLength(length)) {
      case 2 -> frame.writeByte(length);
      case 4 -> frame.writeByte(LENGTH_16).writeShort(length);
      default -> frame.writeByte(LENGTH_64).writeLong(length);
    }
  }
}
