package io.quayside.common.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes JSON numbers, two digits at a time, into arrays that are long enough. */
final class Digits {
  /** The greatest length of a number, in bytes. */
  static final int MAX_LENGTH = 24;

  /** The greatest number of decimals. */
  private static final int DECIMALS = 7;

  private static final double SCALE = 1e7;
  private static final double EXACT_INTEGERS_BELOW = 1e15;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** The two digits of each number below a hundred. */
  private static final short[] PAIRS = new short[100];

  static {
    for (int i = 0; i < PAIRS.length; i++) {
      PAIRS[i] = (short) (('0' + i / 10) << 8 | ('0' + i % 10));
    }
  }

  private Digits() {}

  /** Writes an integer and returns the position behind it. */
  static int integer(long value, byte[] bytes, int at) {
    if (value >= 0) {
      return write(value, count(value), bytes, at);
    }
    bytes[at] = '-';
    if (value == Long.MIN_VALUE) {
      // The magnitude is no long: write all digits but the last, then the last.
      int end = write(-(value / 10), 18, bytes, at + 1);
      bytes[end] = (byte) ('0' - value % 10);
      return end + 1;
    }
    return write(-value, count(-value), bytes, at + 1);
  }

  /**
   * Writes a number that has at most seven decimals, a whole one without a fraction, and returns
   * the position behind it; of any other it writes nothing. Dividing two exact integers rounds
   * correctly, so the text reads back as the same double.
   */
  static int number(double value, byte[] bytes, int at) {
    double magnitude = Math.abs(value);
    if (Math.rint(value) == value && magnitude < EXACT_INTEGERS_BELOW) {
      return integer((long) value, bytes, at);
    }
    if (magnitude >= EXACT_INTEGERS_BELOW / SCALE) {
      return at;
    }
    long scaled = (long) (magnitude * SCALE + 0.5);
    if (scaled / SCALE != magnitude) {
      return at;
    }
    int end = at;
    if (value < 0) {
      bytes[end++] = '-';
    }
    end = integer(scaled / (long) SCALE, bytes, end);
    bytes[end++] = '.';
    end = write(scaled % (long) SCALE, DECIMALS, bytes, end);
    while (bytes[end - 1] == '0') {
      end--;
    }
    return end;
  }

  /** Writes a number below a hundred as two digits. */
  static void two(int value, byte[] bytes, int at) {
    SHORT.set(bytes, at, PAIRS[value]);
  }

  /** Writes a number of at most so many digits, with zeros before it; returns what is behind. */
  static int write(long value, int count, byte[] bytes, int at) {
    int end = at + count;
    int left = end;
    long rest = value;
    while (rest > Integer.MAX_VALUE && left - at >= 2) {
      left -= 2;
      two((int) (rest % 100), bytes, left);
      rest /= 100;
    }
    int small = (int) rest;
    while (left - at >= 2) {
      left -= 2;
      two(small % 100, bytes, left);
      small /= 100;
    }
    if (left > at) {
      bytes[at] = (byte) ('0' + small);
    }
    return end;
  }

  /** How many digits a number from 0 has. */
  private static int count(long value) {
    int digits = 1;
    for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }
}
