package io.quayside.domain.tracking;

import java.util.Arrays;

/**
 * Which sequences of one device, for one shipment, have been taken: the newest epoch, the highest
 * sequence in it, and one bit for each of the {@value #WIDTH} sequences up to it. A higher epoch
 * starts an empty window. Not for several threads.
 */
public final class SequenceWindow {
  /** Sequences the window covers, the highest included. */
  public static final int WIDTH = 1024;

  private static final int WORDS = WIDTH / Long.SIZE;
  private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;
  private static final int BITMAP_BYTES = WIDTH / Byte.SIZE;
  private static final long NONE = -1;

  /** A ring: the bit of a sequence is its remainder, so that moving on shifts nothing. */
  private final long[] taken = new long[WORDS];

  private int epoch;
  private long highest = NONE;

  /** What a sequence is to the window. */
  public enum Verdict {
    /** Not taken yet, and within the window or ahead of it. */
    NEW,
    /** Taken already. */
    DUPLICATE,
    /** Below the window, or of a lower epoch: the window does not know whether it was taken. */
    LATE
  }

  /** What a sequence is now; asking changes nothing. */
  public Verdict verdict(SequenceNumber asked) {
    if (asked.epoch() != epoch) {
      return asked.epoch() > epoch ? Verdict.NEW : Verdict.LATE;
    }
    long sequence = asked.number();
    if (sequence > highest) {
      return Verdict.NEW;
    }
    if (highest - sequence >= WIDTH) {
      return Verdict.LATE;
    }
    return isTaken(sequence) ? Verdict.DUPLICATE : Verdict.NEW;
  }

  /** Takes a sequence. One below the window, or of a lower epoch, changes nothing. */
  public void mark(SequenceNumber marked) {
    if (marked.epoch() < epoch) {
      return;
    }
    long sequence = marked.number();
    if (marked.epoch() > epoch) {
      epoch = marked.epoch();
      Arrays.fill(taken, 0);
      highest = sequence;
    } else if (sequence > highest) {
      forgetUpTo(sequence);
      highest = sequence;
    } else if (highest - sequence >= WIDTH) {
      return;
    }
    taken[word(sequence)] |= 1L << sequence;
  }

  /** Whether no sequence was ever taken. */
  public boolean isEmpty() {
    return highest == NONE;
  }

  private void forgetUpTo(long sequence) {
    if (sequence - highest >= WIDTH) {
      Arrays.fill(taken, 0);
      return;
    }
    long next = highest + 1;
    while (next <= sequence) {
      long last = Math.min(sequence, next | (Long.SIZE - 1));
      long fromNext = -1L << next;
      long upToLast = -1L >>> (Long.SIZE - 1 - last % Long.SIZE);
      taken[word(next)] &= ~(fromNext & upToLast);
      next = last + 1;
    }
  }

  private boolean isTaken(long sequence) {
    return (taken[word(sequence)] & (1L << sequence)) != 0;
  }

  private static int word(long sequence) {
    return (int) (sequence % WIDTH) / Long.SIZE;
  }

  /**
   * The window as 13 to 140 bytes: the epoch, the highest sequence, then the bits from it
   * downwards, where the last byte stands for all that would follow. A device that loses nothing
   * takes 13 bytes.
   */
  public byte[] toBytes() {
    byte[] bytes = new byte[HEADER_BYTES + BITMAP_BYTES];
    put(epoch, bytes, 0, Integer.BYTES);
    put(highest, bytes, Integer.BYTES, Long.BYTES);
    for (int below = 0; below < WIDTH && below <= highest; below++) {
      if (isTaken(highest - below)) {
        bytes[HEADER_BYTES + below / Byte.SIZE] |= (byte) (1 << (below % Byte.SIZE));
      }
    }
    int length = bytes.length;
    while (length > HEADER_BYTES + 1 && bytes[length - 1] == bytes[length - 2]) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  /**
   * The window that {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException if it wrote no such bytes
   */
  public static SequenceWindow fromBytes(byte[] bytes) {
    if (bytes.length <= HEADER_BYTES || bytes.length > HEADER_BYTES + BITMAP_BYTES) {
      throw new IllegalArgumentException("a window has no " + bytes.length + " bytes");
    }
    SequenceWindow window = new SequenceWindow();
    window.epoch = (int) get(bytes, 0, Integer.BYTES);
    long highest = get(bytes, Integer.BYTES, Long.BYTES);
    if (window.epoch < 0 || highest < NONE) {
      throw new IllegalArgumentException(
          "a window does not end at " + window.epoch + '.' + highest);
    }
    window.highest = highest;
    for (int below = 0; below < WIDTH && below <= highest; below++) {
      int at = Math.min(HEADER_BYTES + below / Byte.SIZE, bytes.length - 1);
      if ((bytes[at] & (1 << (below % Byte.SIZE))) != 0) {
        long sequence = highest - below;
        window.taken[word(sequence)] |= 1L << sequence;
      }
    }
    return window;
  }

  private static void put(long value, byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      bytes[from + i] = (byte) (value >> (Byte.SIZE * (length - 1 - i)));
    }
  }

  private static long get(byte[] bytes, int from, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << Byte.SIZE) | (bytes[from + i] & 0xFF);
    }
    return value;
  }
}
