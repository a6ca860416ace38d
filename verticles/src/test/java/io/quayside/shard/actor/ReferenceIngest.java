package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.tracking.PositionUpdate;
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
    Identity at(long sequence) {
      return new Identity(this, sequence);
    }
  }

  /** What one update is known by. */
  record Identity(Device device, long sequence) {
    static Identity of(TakePosition track) {
      return of(track.shipmentId(), track.update());
    }

    static Identity of(String shipmentId, PositionUpdate update) {
      return new Device(shipmentId, update.deviceId()).at(update.sequence());
    }

    /** Whether the window has left it behind once another one has been taken. */
    boolean isLateAfter(Identity other) {
      return device.equals(other.device) && other.sequence - sequence >= SequenceWindow.WIDTH;
    }
  }

  private record Highest(long offset, long sequence) {}

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
    if (steps.isEmpty() || steps.getLast().sequence < identity.sequence) {
      steps.add(new Highest(offset, identity.sequence));
    }
  }

  /** Whether the update stands in the log below an offset. */
  boolean standsBelow(Identity identity, long offset) {
    return firstOffsets.getOrDefault(identity, Long.MAX_VALUE) < offset;
  }

  /** What a sequence is for somebody who has read the log up to that offset. */
  Verdict verdictBelow(Identity identity, long offset) {
    long highestBelow = highestBelow(identity.device, offset);
    if (identity.sequence > highestBelow) {
      return Verdict.NEW;
    }
    if (highestBelow - identity.sequence >= SequenceWindow.WIDTH) {
      return Verdict.LATE;
    }
    return standsBelow(identity, offset) ? Verdict.DUPLICATE : Verdict.NEW;
  }

  private long highestBelow(Device device, long offset) {
    List<Highest> steps = highest.getOrDefault(device, List.of());
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (steps.get(i).offset < offset) {
        return steps.get(i).sequence;
      }
    }
    return -1;
  }
}
