package io.quayside.shard.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.domain.tracking.SequenceWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has saved windows of a shard, one reign after the other, and up to which offset of the
 * positions each reign's windows are complete. So a window that a former owner saves after it has
 * been succeeded is told from one that its successors may trust.
 */
record EpochHistory(List<Epoch> epochs) {
  /** What is older is not trusted any more. */
  private static final int REMEMBERED = 32;

  private static final int HEADER = 2 * Long.BYTES;

  /** One owner's time: a random number, and the offset its last save was complete up to. */
  record Epoch(long id, long upTo) {}

  EpochHistory {
    epochs = List.copyOf(epochs);
  }

  static EpochHistory none() {
    return new EpochHistory(List.of());
  }

  /** The offset from which the positions must be read to make the windows complete. */
  long upTo() {
    return epochs.getLast().upTo;
  }

  boolean isNone() {
    return epochs.isEmpty();
  }

  /** This lineage and a reign after it, or that reign at a later offset. */
  EpochHistory with(long id, long upTo) {
    List<Epoch> all = new ArrayList<>(epochs);
    all.removeIf(epoch -> epoch.id == id);
    all.add(new Epoch(id, upTo));
    return new EpochHistory(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
  }

  byte[] toBytes() {
    StringBuilder lines = new StringBuilder();
    for (Epoch epoch : epochs) {
      lines.append(epoch.id).append(' ').append(epoch.upTo).append('\n');
    }
    return lines.toString().getBytes(US_ASCII);
  }

  static EpochHistory fromBytes(byte[] bytes) {
    return new EpochHistory(
        new String(bytes, US_ASCII)
            .lines()
            .map(line -> line.split(" ", 2))
            .map(parts -> new Epoch(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
            .toList());
  }

  /** A window as the reign saves it, complete up to an offset. */
  static byte[] sealed(long epoch, long upTo, SequenceWindow window) {
    byte[] bytes = window.toBytes();
    return ByteBuffer.allocate(HEADER + bytes.length)
        .putLong(epoch)
        .putLong(upTo)
        .put(bytes)
        .array();
  }

  /** The window, or null if it is none that this lineage vouches for. */
  SequenceWindow opened(byte[] sealed) {
    if (sealed == null || sealed.length <= HEADER) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(sealed);
    long id = buffer.getLong();
    long upTo = buffer.getLong();
    if (epochs.stream().noneMatch(epoch -> epoch.id == id && upTo <= epoch.upTo)) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return SequenceWindow.fromBytes(bytes);
  }
}
