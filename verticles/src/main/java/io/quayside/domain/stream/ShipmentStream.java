package io.quayside.domain.stream;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Context;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Shipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a shipment's events add up to.
 *
 * @param tenant the tenant that it was booked in; {@link Principal#DEFAULT_TENANT} at version 0
 * @param version the version of its last event; 0 for a shipment that was never booked
 * @param updatedAt the time of that event; {@link Instant#EPOCH} at version 0
 * @param slices the state of each context
 * @param assignment the last assignment of a carrier, or null
 * @param receipts the receipts of its last {@link #RECEIPTS} commands, oldest first
 */
public record ShipmentStream(
    String tenant,
    String shipmentId,
    int version,
    Instant updatedAt,
    Slices slices,
    @Nullable Assignment assignment,
    List<Receipt> receipts) {
  /** How many commands a stream itself remembers; the history holds the older ones. */
  public static final int RECEIPTS = 32;

  /** The shipment, which must be booked. */
  public Shipment shipment() {
    return Objects.requireNonNull((Shipment) slices.get(Contexts.SHIPMENT), shipmentId);
  }

  /** The slice of a context, or null before its first event. The context must be in the list. */
  public <S> @Nullable S slice(Context<S, ?, ?> context) {
    return slices.of(context);
  }

  /** The shipment's status, which every event carries. The shipment must be booked. */
  public Status status() {
    return shipment().status();
  }

  /** Whether a carrier is assigned that has not given the shipment back. */
  public boolean hasCarrier() {
    return assignment != null && !assignment.gone();
  }

  /** Whether the shipment has a carrier that was assigned by hand after that version. */
  public boolean isAssignedByHandSince(int since) {
    return assignment != null
        && assignment.byHand()
        && !assignment.gone()
        && assignment.version() > since;
  }

  /** The receipt of the command with that key, or null. */
  public @Nullable Receipt receiptOf(String keyPart) {
    for (int i = receipts.size() - 1; i >= 0; i--) {
      if (receipts.get(i).commandId().startsWith(keyPart)) {
        return receipts.get(i);
      }
    }
    return null;
  }

  /** The stream with other slices. */
  ShipmentStream with(Slices other) {
    return new ShipmentStream(tenant, shipmentId, version, updatedAt, other, assignment, receipts);
  }

  /** The stream with its next event, whose effect on the slices is given. */
  ShipmentStream followedBy(StoredEvent stored, Slices after) {
    List<Receipt> all = new ArrayList<>(Math.min(receipts.size() + 1, RECEIPTS));
    all.addAll(receipts.size() < RECEIPTS ? receipts : receipts.subList(1, RECEIPTS));
    all.add(Receipt.of(stored));
    return new ShipmentStream(
        stored.tenant(),
        shipmentId,
        stored.version(),
        stored.recordedAt(),
        after,
        Assignment.after(assignment, stored),
        all);
  }
}
