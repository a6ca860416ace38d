package io.quayside.common.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time. Which of them are something is told by marks, of which only the first is
 * to be trusted: behind it there may be some that stand for nothing.
 */
public final class Swar {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long MARKS = 0x8080_8080_8080_8080L;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Swar() {}

  /** Where an ASCII character is found from a place on, or the end. */
  public static int find(byte[] bytes, int from, int end, char character) {
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long found = equal(at(bytes, at), character);
      if (found != 0) {
        return at + first(found);
      }
    }
    while (at < end && bytes[at] != character) {
      at++;
    }
    return at;
  }

  /** Whether bytes stand at a place; so many have to be there. */
  static boolean stand(byte[] bytes, byte[] where, int from) {
    int at = 0;
    int lastWord = bytes.length - Long.BYTES;
    if (lastWord < 0) {
      while (at < bytes.length && bytes[at] == where[from + at]) {
        at++;
      }
      return at == bytes.length;
    }
    while (at < lastWord && at(bytes, at) == at(where, from + at)) {
      at += Long.BYTES;
    }
    return at >= lastWord && at(bytes, lastWord) == at(where, from + lastWord);
  }

  /** The eight bytes from a place on, the first one lowest. */
  static long at(byte[] bytes, int from) {
    return (long) WORD.get(bytes, from);
  }

  /** Marks those that are an ASCII character. */
  static long equal(long word, char character) {
    long differing = word ^ (ONES * character);
    return (differing - ONES) & ~differing & MARKS;
  }

  /** Marks control characters, and what is not ASCII. */
  static long unprintable(long word) {
    return (((word - ONES * ' ') & ~word) | word) & MARKS;
  }

  /** The place of the first one marked, 0 to 7, or 8. */
  static int first(long marks) {
    return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
  }
}
