package io.quayside.loadtest.bench;

import java.nio.ByteBuffer;

/** What one connection has to say, one message after the other. */
interface Talk {
  /** The next one; null where there is nothing more to say. */
  Message next();

  /** Whether that is what its answer should be; {@code status} is HTTP's, or 1 of a frame. */
  boolean expected(int status, ByteBuffer in, int at, int length);

  /** How many a message counts for. */
  int weight();
}
