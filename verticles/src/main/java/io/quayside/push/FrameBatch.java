package io.quayside.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * What is due to the subscribers of one shipment in one round of their event loop, in order. Joined
 * once for all of them, so that each socket gets it in one write. Confined to its event loop.
 */
public final class FrameBatch {
  private final List<SharedFrame> frames = new ArrayList<>(1);
  private final ByteBufAllocator allocator;
  private int firstVersion;
  private int lastVersion;
  private boolean consecutive = true;
  private int events;
  private ByteBuf joined;
  private ByteBuf joinedEvents;

  public FrameBatch(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  public void add(SharedFrame frame) {
    frames.add(frame);
    if (frame.isEvent()) {
      consecutive &= events == 0 || frame.version() == lastVersion + 1;
      firstVersion = events == 0 ? frame.version() : firstVersion;
      lastVersion = frame.version();
      events++;
    }
  }

  /** Events and positions in the order in which they were published. */
  public List<SharedFrame> frames() {
    return frames;
  }

  /** Whether its events, if there are any, continue after that version without a hole. */
  public boolean continues(int version) {
    return events == 0 || (consecutive && firstVersion == version + 1);
  }

  /** The version of its last event, or that other one if it has none. */
  public int lastVersion(int otherwise) {
    return events == 0 ? otherwise : lastVersion;
  }

  /** How many frames there are for who does, or does not, want positions. */
  public int count(boolean positions) {
    return positions ? frames.size() : events;
  }

  /**
   * The WebSocket frames, one after the other, for one more socket, whose write releases them; only
   * the events' if {@code positions} are not wanted. At least one frame must be there.
   */
  public ByteBuf webSocketFrames(boolean positions) {
    if (positions || events == frames.size()) {
      joined = joined == null ? join(true) : joined;
      return joined.retainedDuplicate();
    }
    joinedEvents = joinedEvents == null ? join(false) : joinedEvents;
    return joinedEvents.retainedDuplicate();
  }

  private ByteBuf join(boolean positions) {
    int length = 0;
    for (SharedFrame frame : frames) {
      length += positions || frame.isEvent() ? frame.webSocketLength() : 0;
    }
    ByteBuf buffer = allocator.directBuffer(length, length);
    for (SharedFrame frame : frames) {
      if (positions || frame.isEvent()) {
        frame.writeWebSocket(buffer);
      }
    }
    return buffer;
  }

  /** The round is over: what sockets still have to write is theirs. */
  void release() {
    if (joined != null) {
      joined.release();
    }
    if (joinedEvents != null) {
      joinedEvents.release();
    }
  }
}
