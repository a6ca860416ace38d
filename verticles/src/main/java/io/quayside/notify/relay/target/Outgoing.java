package io.quayside.notify.relay.target;

import io.quayside.domain.stream.StoredEvent;
import io.quayside.notify.lane.FeedEvent;

/** An event on its way to a target, with the bytes that the target gets. */
public record Outgoing(FeedEvent event, byte[] body) {
  public StoredEvent stored() {
    return event.stored();
  }
}
