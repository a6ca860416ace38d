package io.quayside.edge.position;

import io.vertx.core.buffer.Buffer;

/**
 * Where an event loop looks at what came, one after the other: the array stays in the processor's
 * caches, where a new one for each would have to be fetched. Confined to one event loop.
 */
public final class ReadBuffer {
  private static final int KEPT = 65_536;

  private final byte[] bytes = new byte[KEPT];

  /** What came, at the front of an array that may be longer; good until the next is copied. */
  public byte[] copy(Buffer came) {
    if (came.length() > KEPT) {
      return came.getBytes();
    }
    came.getBytes(bytes);
    return bytes;
  }
}
