package io.quayside.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes decimal digits, two at a time. */
final class Digits {
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
  static int count(long value) {
    int digits = 1;
    for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }
}
