package io.quayside.readmodel;

import java.util.TreeSet;

/**
 * How far a log was read, and how far its checkpoint may go: not beyond a record that is held.
 * Confined to the shard's context.
 */
public final class ReadPlace {
  private final TreeSet<Long> held = new TreeSet<>();
  private long read;

  ReadPlace(long start) {
    this.read = start;
  }

  /** Records below an offset were read; returns the offset that the checkpoint may reach. */
  long readTo(long next) {
    read = next;
    return settled();
  }

  /** The offset that the checkpoint may reach. */
  long settled() {
    return held.isEmpty() ? read : Math.min(held.first(), read);
  }

  /** Holds the checkpoint at a record without rows, which was just read, until it is released. */
  public void hold(long offset) {
    held.add(offset);
  }

  /** What the record needs is durable: the next checkpoint may be beyond it. */
  public void release(long offset) {
    held.remove(offset);
  }
}
