package io.quayside.edge.position;

import io.quayside.common.json.Swar;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines (LF, or CR LF) while it arrives. Holds one unfinished line at
 * most, and of one that is too long only that it is.
 */
final class LineSplitter {
  private final int maxLength;
  private final ReadBuffer readBuffer;
  private final Receiver receiver;
  private byte[] held = new byte[512];
  private int length;
  private boolean tooLong;
  private int number;

  /** What is told of each line; they are counted from 1. */
  interface Receiver {
    /** {@code bytes} from {@code offset} on, only until this returns. */
    void line(int number, byte[] bytes, int offset, int length);

    void tooLong(int number);
  }

  LineSplitter(int maxLength, ReadBuffer readBuffer, Receiver receiver) {
    this.maxLength = maxLength;
    this.readBuffer = readBuffer;
    this.receiver = receiver;
  }

  void add(Buffer chunk) {
    byte[] bytes = readBuffer.copy(chunk);
    int end = chunk.length();
    int from = 0;
    for (int to = Swar.find(bytes, 0, end, '\n'); to < end; ) {
      finishLine(bytes, from, to);
      from = to + 1;
      to = Swar.find(bytes, from, end, '\n');
    }
    hold(bytes, from, end);
  }

  /** The stream is over: what is held is a line, even without its end. */
  void end() {
    if (length > 0 || tooLong) {
      finishLine(held, 0, 0);
    }
  }

  private void hold(byte[] bytes, int from, int to) {
    int longer = length + to - from;
    // One more than a line may have: it may be the CR that belongs to the end.
    if (tooLong || longer > maxLength + 1) {
      tooLong = true;
      length = 0;
      return;
    }
    if (longer > held.length) {
      held = Arrays.copyOf(held, Math.min(maxLength + 1, Math.max(longer, 2 * held.length)));
    }
    System.arraycopy(bytes, from, held, length, to - from);
    length = longer;
  }

  /** A line ends at {@code to}, of which what is held is the beginning. */
  private void finishLine(byte[] bytes, int from, int to) {
    if (length == 0 && !tooLong) {
      tell(bytes, from, to);
    } else {
      hold(bytes, from, to);
      tell(held, 0, length);
    }
    tooLong = false;
    length = 0;
  }

  private void tell(byte[] bytes, int from, int to) {
    number++;
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (tooLong || end - from > maxLength) {
      receiver.tooLong(number);
    } else {
      receiver.line(number, bytes, from, end - from);
    }
  }
}
