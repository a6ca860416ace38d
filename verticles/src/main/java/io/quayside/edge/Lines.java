package io.quayside.edge;

import io.vertx.core.buffer.Buffer;

/**
 * Cuts a stream of bytes into lines (LF, or CR LF) while it arrives. Holds one unfinished line at
 * most, and of one that is too long only that it is.
 */
final class Lines {
  private final int maxLength;
  private final Receiver receiver;
  private byte[] held = new byte[512];
  private int length;
  private boolean tooLong;
  private int number;

  /** What is told of each line; they are counted from 1. */
  interface Receiver {
    /** {@code bytes} from 0 up to {@code length}, only until this returns. */
    void line(int number, byte[] bytes, int length);

    void tooLong(int number);
  }

  Lines(int maxLength, Receiver receiver) {
    this.maxLength = maxLength;
    this.receiver = receiver;
  }

  /** Lines so far, the unfinished one included if it has begun. */
  int count() {
    return length > 0 || tooLong ? number + 1 : number;
  }

  void add(Buffer chunk) {
    for (int i = 0; i < chunk.length(); i++) {
      byte b = chunk.getByte(i);
      if (b == '\n') {
        finishLine();
      } else if (!tooLong) {
        append(b);
      }
    }
  }

  /** The stream is over: what is held is a line, even without its end. */
  void end() {
    if (length > 0 || tooLong) {
      finishLine();
    }
  }

  private void append(byte b) {
    if (length == maxLength) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length == held.length) {
      held = java.util.Arrays.copyOf(held, Math.min(maxLength, 2 * length));
    }
    held[length++] = b;
  }

  private void finishLine() {
    number++;
    if (tooLong) {
      receiver.tooLong(number);
    } else {
      int end = length > 0 && held[length - 1] == '\r' ? length - 1 : length;
      receiver.line(number, held, end);
    }
    tooLong = false;
    length = 0;
  }
}
