package io.quayside.shard.process;

import io.quayside.domain.booking.BookingProgress.Step;
import io.quayside.domain.process.Next;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the booking process, asked so that a defect of a rule stops one shipment's process
 * alone: it stands until its dead letter is redriven.
 */
final class Rules {
  private final Evaluation evaluation;
  private final ProcessHost host;
  private final Set<String> standing = new HashSet<>();

  /** What the process does next; throws by a defect alone. */
  interface Evaluation {
    Next next(ShipmentStream stream, Instant now, @Nullable Step refused);

    Evaluation STANDARD = StreamProcess::next;
  }

  Rules(Evaluation evaluation, ProcessHost host) {
    this.evaluation = evaluation;
    this.host = host;
  }

  /** The processes of these shipments stand: an earlier owner has parked them. */
  void stand(Collection<String> shipmentIds) {
    standing.addAll(shipmentIds);
  }

  /** What comes next for a stream; null if its process stands. */
  @Nullable Next next(ShipmentStream stream, Instant now, @Nullable Step refused) {
    if (!standing.isEmpty() && standing.contains(stream.shipmentId())) {
      return null;
    }
    try {
      return evaluation.next(stream, now, refused);
    } catch (RuntimeException defect) {
      standing.add(stream.shipmentId());
      host.ruleFailed(stream, defect);
      return null;
    }
  }

  /** Asks again for a process that stands; returns the defect, or null if it goes on. */
  @Nullable RuntimeException retry(ShipmentStream stream, Instant now) {
    try {
      evaluation.next(stream, now, null);
    } catch (RuntimeException defect) {
      standing.add(stream.shipmentId());
      return defect;
    }
    standing.remove(stream.shipmentId());
    return null;
  }
}
