package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.domain.tracking.SequenceWindow.Verdict;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.StoredPosition;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.actor.SimulatedLog.LogRecordIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the position log says. A window does not depend on the order of its sequences, so what a
 * sequence is to somebody who has read the log up to an offset follows from the highest one below
 * that offset, and from whether the sequence itself stands there.
 */
final class ReferenceIngest implements SimulatedLog.Reader {
  /** Identities in the log's order, at the index that is their offset. */
  final List<Identity> inOrder = new ArrayList<>();

  private final Map<Identity, Long> firstOffsets = new HashMap<>();
  private final Map<Device, List<Highest>> highest = new HashMap<>();

  /** A device of a shipment. */
  record Device(String shipmentId, String deviceId) {
    Identity at(int epoch, long sequence) {
      return new Identity(this, epoch, sequence);
    }
  }

  /** What one update is known by. */
  record Identity(Device device, int epoch, long sequence) {
    static Identity of(TakePosition track) {
      return of(track.shipmentId(), track.update());
    }

    static Identity of(String shipmentId, PositionUpdate update) {
      SequenceNumber sequence = update.sequence();
      return new Device(shipmentId, update.deviceId()).at(sequence.epoch(), sequence.number());
    }

    /** Whether the window has left it behind once another one has been taken. */
    boolean isLateAfter(Identity other) {
      return device.equals(other.device)
          && (other.epoch > epoch
              || (other.epoch == epoch && other.sequence - sequence >= SequenceWindow.WIDTH));
    }

    boolean isAbove(Identity other) {
      return epoch > other.epoch || (epoch == other.epoch && sequence > other.sequence);
    }

    /** The higher one of two of a device. */
    Identity max(Identity other) {
      return isAbove(other) ? this : other;
    }
  }

  private record Highest(long offset, Identity identity) {}

  @Override
  public void sent(LogRecordIn record) {
    // Only what arrives counts.
  }

  @Override
  public void read(long offset, LogRecordIn record) {
    StoredPosition stored = PositionCodec.decode(record.value());
    assertThat(record.key()).as("the key of %s", stored).isEqualTo(stored.shipmentId());
    Identity identity = Identity.of(stored.shipmentId(), stored.update());
    inOrder.add(identity);
    firstOffsets.putIfAbsent(identity, offset);
    List<Highest> steps = highest.computeIfAbsent(identity.device, d -> new ArrayList<>());
    if (steps.isEmpty() || identity.isAbove(steps.getLast().identity)) {
      steps.add(new Highest(offset, identity));
    }
  }

  /** Whether the update stands in the log below an offset. */
  boolean standsBelow(Identity identity, long offset) {
    return firstOffsets.getOrDefault(identity, Long.MAX_VALUE) < offset;
  }

  /** What a sequence is for somebody who has read the log up to that offset. */
  Verdict verdictBelow(Identity identity, long offset) {
    Identity highestBelow = highestBelow(identity.device, offset);
    if (highestBelow == null || identity.isAbove(highestBelow)) {
      return Verdict.NEW;
    }
    if (identity.isLateAfter(highestBelow)) {
      return Verdict.LATE;
    }
    return standsBelow(identity, offset) ? Verdict.DUPLICATE : Verdict.NEW;
  }

  /** Null if there is none. */
  private Identity highestBelow(Device device, long offset) {
    List<Highest> steps = highest.getOrDefault(device, List.of());
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).offset < offset) {
        return steps.get(i).identity;
      }
    }
    return null;
  }
}
