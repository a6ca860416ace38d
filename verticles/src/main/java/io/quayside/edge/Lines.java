package io.quayside.edge;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

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
    // One more than a line may have: it may be the CR that belongs to the end.
    if (length > maxLength) {
      tooLong = true;
      length = 0;
      return;
    }
    if (length == held.length) {
      held = Arrays.copyOf(held, Math.min(maxLength + 1, 2 * length));
    }
    held[length++] = b;
  }

  private void finishLine() {
    number++;
    int end = length > 0 && held[length - 1] == '\r' ? length - 1 : length;
    if (tooLong || end > maxLength) {
      receiver.tooLong(number);
    } else {
      receiver.line(number, held, end);
    }
    tooLong = false;
    length = 0;
  }
}
