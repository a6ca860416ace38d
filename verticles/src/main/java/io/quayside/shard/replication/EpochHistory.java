package io.quayside.shard.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.domain.tracking.SequenceWindow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The epochs in which windows of a shard were saved, oldest first, and the position offset up to
 * which each epoch's windows are complete. A window is trusted if its epoch is in the history and
 * it was saved no later: a former owner that still saves after its successor's takeover is ignored.
 */
record EpochHistory(List<Epoch> epochs) {
  /** Windows of older epochs are not trusted any more. */
  private static final int MAX_EPOCHS = 32;

  private static final int HEADER = 2 * Long.BYTES;

  /** One owner's term: a random number, and the offset up to which its last save is complete. */
  record Epoch(long id, long upTo) {}

  EpochHistory {
    epochs = List.copyOf(epochs);
  }

  static EpochHistory none() {
    return new EpochHistory(List.of());
  }

  /** The offset from which the positions must be read to complete the saved windows. */
  long upTo() {
    return epochs.getLast().upTo;
  }

  boolean isNone() {
    return epochs.isEmpty();
  }

  /** This history with a further epoch, or with its last epoch at a later offset. */
  EpochHistory with(long id, long upTo) {
    List<Epoch> all = new ArrayList<>(epochs);
    all.removeIf(epoch -> epoch.id == id);
    all.add(new Epoch(id, upTo));
    return new EpochHistory(all.subList(Math.max(0, all.size() - MAX_EPOCHS), all.size()));
  }

  /** What both histories have in common: the epochs of both, each up to the lower offset. */
  EpochHistory confirmedBy(EpochHistory other) {
    List<Epoch> common = new ArrayList<>();
    for (Epoch epoch : epochs) {
      for (Epoch same : other.epochs) {
        if (same.id == epoch.id) {
          common.add(new Epoch(epoch.id, Math.min(epoch.upTo, same.upTo)));
        }
      }
    }
    return new EpochHistory(common);
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

  /** The saved form of a window that is complete up to an offset. */
  static byte[] sealed(long epoch, long upTo, SequenceWindow window) {
    byte[] bytes = window.toBytes();
    return ByteBuffer.allocate(HEADER + bytes.length)
        .putLong(epoch)
        .putLong(upTo)
        .put(bytes)
        .array();
  }

  /** The window of a saved form; null if there is none, or if it is not to be trusted. */
  @Nullable SequenceWindow opened(byte @Nullable [] sealed) {
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
