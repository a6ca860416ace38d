package io.quayside.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.quayside.domain.Viewer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one shipment in one round of an event loop, in order. Joined once for all
 * subscribers, so that each socket gets them in one write. Confined to its event loop.
 */
public final class FrameBatch {
  private final List<SharedFrame> frames = new ArrayList<>(1);
  private final ByteBufAllocator allocator;
  private int firstVersion;
  private int lastVersion;
  private boolean consecutive = true;
  private int events;
  private boolean changesReaders;
  private @Nullable ByteBuf joined;
  private @Nullable ByteBuf joinedEvents;

  /** The joined frames by what they join; null where all viewers see the same. */
  private @Nullable Map<List<SharedFrame>, ByteBuf> joinedForms;

  public FrameBatch(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  public void add(SharedFrame frame) {
    frames.add(frame);
    changesReaders |= frame.changesReaders();
    if (frame.hasForms() && joinedForms == null) {
      joinedForms = new HashMap<>(4);
    }
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

  /** Whether its events continue that version without a gap; true if it has no events. */
  public boolean continues(int version) {
    return events == 0 || (consecutive && firstVersion == version + 1);
  }

  /** Whether it has an event that may change who may read the shipment. */
  public boolean changesReaders() {
    return changesReaders;
  }

  /** The version of its last event, or {@code otherwise} if it has none. */
  public int lastVersion(int otherwise) {
    return events == 0 ? otherwise : lastVersion;
  }

  /** The number of frames, with or without positions. */
  public int count(boolean positions) {
    return positions ? frames.size() : events;
  }

  /**
   * The WebSocket frames that a viewer sees, one behind the other, with or without positions; at
   * least one. Viewers of the same forms share the bytes. Each call returns a reference for one
   * socket, whose write releases it.
   */
  public ByteBuf webSocketFrames(boolean positions, Viewer viewer) {
    if (joinedForms != null) {
      return joinedForms.computeIfAbsent(seenBy(viewer, positions), this::join).retainedDuplicate();
    }
    if (positions || events == frames.size()) {
      ByteBuf all = joined == null ? join(frames) : joined;
      joined = all;
      return all.retainedDuplicate();
    }
    ByteBuf eventsOnly = joinedEvents == null ? join(seenBy(viewer, false)) : joinedEvents;
    joinedEvents = eventsOnly;
    return eventsOnly.retainedDuplicate();
  }

  private List<SharedFrame> seenBy(Viewer viewer, boolean positions) {
    List<SharedFrame> seen = new ArrayList<>(frames.size());
    for (SharedFrame frame : frames) {
      if (positions || frame.isEvent()) {
        seen.add(frame.seenBy(viewer));
      }
    }
    return seen;
  }

  private ByteBuf join(List<SharedFrame> due) {
    int length = 0;
    for (SharedFrame frame : due) {
      length += frame.webSocketLength();
    }
    ByteBuf buffer = allocator.directBuffer(length, length);
    for (SharedFrame frame : due) {
      frame.writeWebSocket(buffer);
    }
    return buffer;
  }

  /** Releases the batch's own references at the end of the round. */
  void release() {
    if (joined != null) {
      joined.release();
    }
    if (joinedEvents != null) {
      joinedEvents.release();
    }
    if (joinedForms != null) {
      joinedForms.values().forEach(ByteBuf::release);
    }
  }
}
