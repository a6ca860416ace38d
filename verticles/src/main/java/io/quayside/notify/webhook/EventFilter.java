package io.quayside.notify.webhook;

import io.quayside.admin.Webhook;
import io.quayside.admin.Webhook.Settings;
import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.notify.lane.EventTypes;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.lane.History;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which events a webhook is sent, and in which form. Confined to one event loop. */
final class EventFilter {
  private static final int EXPECTED_BYTES = 1_024;

  private final Contexts contexts;
  private final History history;
  private final EventCodec codec;
  private final JsonWriter out = new JsonWriter(EXPECTED_BYTES);

  EventFilter(Contexts contexts, History history) {
    this.contexts = contexts;
    this.history = history;
    this.codec = new EventCodec(contexts);
  }

  /** Whether an event is of the webhook's tenant and types; false is final. */
  static boolean mayWant(Webhook webhook, FeedEvent event) {
    StoredEvent stored = event.stored();
    return stored.tenant().equals(webhook.tenant())
        && EventTypes.matches(webhook.settings().types(), stored.type());
  }

  /** The bytes that a webhook is sent of an event, or null: none. */
  Future<byte @Nullable []> body(Webhook webhook, FeedEvent event) {
    if (!mayWant(webhook, event)) {
      return Future.succeededFuture();
    }
    Settings settings = webhook.settings();
    boolean seesAll =
        webhook.view().role() == Role.OPERATOR || webhook.view().role() == Role.SERVICE;
    if (seesAll && settings.shippers() == null && settings.carriers() == null) {
      return Future.succeededFuture(form(Viewer.WHOLE, event));
    }
    return history.around(event).map(around -> body(webhook, event, around));
  }

  /** Whether a shipment, as it is, is in a webhook's view. */
  static boolean sees(Contexts contexts, Webhook webhook, ShipmentStream stream) {
    Settings settings = webhook.settings();
    String carrier = stream.shipment().carrier();
    return contexts.rights().mayRead(webhook.viewer(), stream)
        && (settings.shippers() == null
            || settings.shippers().contains(stream.shipment().booking().shipper()))
        && (settings.carriers() == null
            || (carrier != null && settings.carriers().contains(carrier)));
  }

  private byte @Nullable [] body(Webhook webhook, FeedEvent event, History.Around around) {
    Settings settings = webhook.settings();
    ShipmentStream after = around.after();
    String shipper = after.shipment().booking().shipper();
    String carrier = after.shipment().carrier();
    if (settings.shippers() != null && !settings.shippers().contains(shipper)) {
      return null;
    }
    if (settings.carriers() != null
        && (carrier == null || !settings.carriers().contains(carrier))) {
      return null;
    }
    Rights rights = contexts.rights();
    Principal viewer = webhook.viewer();
    for (ShipmentStream stream : List.of(after, around.before())) {
      if (rights.mayRead(viewer, stream)) {
        return form(Viewer.of(viewer, carrier), event);
      }
    }
    return null;
  }

  private byte[] form(Viewer viewer, FeedEvent event) {
    EventForm form = contexts.form(viewer, event.stored().event());
    return form == EventForm.FULL ? event.value() : codec.encode(event.stored(), form, out);
  }
}
