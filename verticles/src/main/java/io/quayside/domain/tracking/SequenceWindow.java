package io.quayside.domain.tracking;

import java.util.Arrays;

/**
 * Which sequences of one device, for one shipment, have been taken: the highest, and one bit for
 * each of the {@value #WIDTH} sequences up to it. Not for several threads.
 */
public final class SequenceWindow {
  /** Sequences the window covers, the highest included. */
  public static final int WIDTH = 1024;

  private static final int WORDS = WIDTH / Long.SIZE;
  private static final int HIGHEST_BYTES = Long.BYTES;
  private static final int BITMAP_BYTES = WIDTH / Byte.SIZE;
  private static final long NONE = -1;

  /** A ring: the bit of a sequence is its remainder, so that moving on shifts nothing. */
  private final long[] taken = new long[WORDS];

  private long highest = NONE;

  /** What a sequence is to the window. */
  public enum Verdict {
    /** Not taken yet, and within the window or ahead of it. */
    NEW,
    /** Taken already. */
    DUPLICATE,
    /** Below the window, which no longer knows whether it was taken. */
    LATE
  }

  /** What a sequence (0 or more) is now; asking changes nothing. */
  public Verdict verdict(long sequence) {
    requireSequence(sequence);
    if (sequence > highest) {
      return Verdict.NEW;
    }
    if (highest - sequence >= WIDTH) {
      return Verdict.LATE;
    }
    return isTaken(sequence) ? Verdict.DUPLICATE : Verdict.NEW;
  }

  /** Takes a sequence (0 or more). One below the window changes nothing. */
  public void mark(long sequence) {
    requireSequence(sequence);
    if (sequence > highest) {
      forgetUpTo(sequence);
      highest = sequence;
    } else if (highest - sequence >= WIDTH) {
      return;
    }
    taken[word(sequence)] |= 1L << sequence;
  }

  /** The highest sequence taken, or -1 if none was. */
  public long highest() {
    return highest;
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

  private static void requireSequence(long sequence) {
    if (sequence < 0) {
      throw new IllegalArgumentException("a sequence is 0 or more, not " + sequence);
    }
  }

  /**
   * The window as 9 to 136 bytes: the highest sequence, then the bits from it downwards, where the
   * last byte stands for all that would follow. A device that loses nothing takes 9 bytes.
   */
  public byte[] toBytes() {
    byte[] bytes = new byte[HIGHEST_BYTES + BITMAP_BYTES];
    for (int i = 0; i < HIGHEST_BYTES; i++) {
      bytes[i] = (byte) (highest >> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    for (int below = 0; below < WIDTH && below <= highest; below++) {
      if (isTaken(highest - below)) {
        bytes[HIGHEST_BYTES + below / Byte.SIZE] |= (byte) (1 << (below % Byte.SIZE));
      }
    }
    int length = bytes.length;
    while (length > HIGHEST_BYTES + 1 && bytes[length - 1] == bytes[length - 2]) {
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
    if (bytes.length <= HIGHEST_BYTES || bytes.length > HIGHEST_BYTES + BITMAP_BYTES) {
      throw new IllegalArgumentException("a window has no " + bytes.length + " bytes");
    }
    SequenceWindow window = new SequenceWindow();
    long highest = 0;
    for (int i = 0; i < HIGHEST_BYTES; i++) {
      highest = (highest << Byte.SIZE) | (bytes[i] & 0xFF);
    }
    if (highest < NONE) {
      throw new IllegalArgumentException("a window does not end at " + highest);
    }
    window.highest = highest;
    for (int below = 0; below < WIDTH && below <= highest; below++) {
      int at = Math.min(HIGHEST_BYTES + below / Byte.SIZE, bytes.length - 1);
      if ((bytes[at] & (1 << (below % Byte.SIZE))) != 0) {
        long sequence = highest - below;
        window.taken[word(sequence)] |= 1L << sequence;
      }
    }
    return window;
  }
}
