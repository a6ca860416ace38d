package io.quayside.notify.relay;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.log.envelope.EventCodec;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.relay.target.Outgoing;

/** The bytes that relays send of events. Confined to one event loop. */
final class EventForms {
  private static final int EXPECTED_BYTES = 1_024;

  private final Contexts contexts;
  private final EventCodec codec;
  private final JsonWriter out = new JsonWriter(EXPECTED_BYTES);

  EventForms(Contexts contexts) {
    this.contexts = contexts;
    this.codec = new EventCodec(contexts);
  }

  Outgoing outgoing(RelaySettings relay, FeedEvent event) {
    if (!relay.withhold()) {
      return new Outgoing(event, event.value());
    }
    EventForm form = contexts.form(Viewer.WHOLE, event.stored().event());
    return new Outgoing(
        event, form == EventForm.FULL ? event.value() : codec.encode(event.stored(), form, out));
  }
}
