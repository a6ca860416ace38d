package io.quayside.notify.lane;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Event;
import io.quayside.domain.Status;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;

/** Events of shard 0 in which only place, shipment and version matter. */
final class FeedEvents {
  private FeedEvents() {}

  static FeedEvent event(long offset, String shipmentId, int version) {
    Event booked = () -> Instant.EPOCH;
    StoredEvent stored =
        new StoredEvent(
            Principal.DEFAULT_TENANT, shipmentId, version, "t", "c", Status.BOOKED, booked);
    return new FeedEvent(0, offset, stored, new byte[0]);
  }
}
