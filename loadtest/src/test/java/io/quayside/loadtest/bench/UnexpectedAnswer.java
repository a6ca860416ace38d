package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** A server said something else than it should: what was measured counts for nothing. */
final class UnexpectedAnswer extends RuntimeException {
  private static final int SHOWN = 500;

  UnexpectedAnswer(int status, ByteBuffer in, int at, int length) {
    super("unexpected answer: " + status + " " + text(in, at, Math.min(length, SHOWN)));
  }

  /** Payload as text. */
  static String text(ByteBuffer in, int at, int length) {
    var bytes = new byte[length];
    in.get(at, bytes);
    return new String(bytes, UTF_8);
  }
}
