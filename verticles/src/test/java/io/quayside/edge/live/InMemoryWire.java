package io.quayside.edge.live;

import io.quayside.domain.Viewer;
import io.quayside.push.FrameBatch;
import io.quayside.push.SharedFrame;
import java.util.ArrayList;
import java.util.List;

/** A connection that holds a few texts until its peer reads them. */
final class InMemoryWire implements SendQueue.Wire {
  final List<String> written = new ArrayList<>();
  final List<CloseCode> closes = new ArrayList<>();
  boolean takesBatches = true;
  int unflushed;
  int flushes;
  private int capacity;
  private int unread;
  private Runnable onRoom;

  /** Takes so many texts before it is full. */
  InMemoryWire(int capacity) {
    this.capacity = capacity;
  }

  /** The peer reads all that was written. */
  void readAll() {
    read(capacity);
  }

  /** From now on it takes as many texts as come. */
  void open() {
    read(Integer.MAX_VALUE);
  }

  private void read(int newCapacity) {
    boolean wasFull = full();
    unread = 0;
    capacity = newCapacity;
    if (wasFull) {
      onRoom.run();
    }
  }

  @Override
  public boolean full() {
    return unread >= capacity;
  }

  @Override
  public void write(String text) {
    unread++;
    written.add(text);
  }

  @Override
  public boolean write(FrameBatch batch, boolean positions, Viewer viewer) {
    if (!takesBatches) {
      return false;
    }
    for (SharedFrame frame : batch.frames()) {
      if (positions || frame.isEvent()) {
        write(frame.seenBy(viewer).webSocketText());
        unflushed++;
      }
    }
    return true;
  }

  @Override
  public void flush() {
    flushes++;
    unflushed = 0;
  }

  @Override
  public void onRoom(Runnable task) {
    onRoom = task;
  }

  @Override
  public void close(CloseCode why) {
    closes.add(why);
  }
}
