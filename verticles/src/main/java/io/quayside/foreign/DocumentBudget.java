package io.quayside.foreign;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of documents that a node has under way, so that their trees fit into its heap: a
 * document of many small values takes some twenty times its bytes. May be used from any thread.
 */
public final class DocumentBudget {
  /** The most bytes of one document. */
  public static final int MAX_DOCUMENT = 4 * 1024 * 1024;

  /** The part of the heap that documents may have as they came. */
  private static final int PART_OF_HEAP = 64;

  private final AtomicLong free;

  DocumentBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** The budget of a heap; there is always room for one document of the greatest size. */
  public static DocumentBudget ofHeap(long heapBytes) {
    return new DocumentBudget(Math.max(MAX_DOCUMENT, heapBytes / PART_OF_HEAP));
  }

  /** Takes bytes, to be given back; false if there are not so many. */
  public boolean take(int bytes) {
    long now;
    do {
      now = free.get();
      if (now < bytes) {
        return false;
      }
    } while (!free.compareAndSet(now, now - bytes));
    return true;
  }

  /** Gives back bytes that were taken. */
  public void giveBack(int bytes) {
    free.addAndGet(bytes);
  }
}
