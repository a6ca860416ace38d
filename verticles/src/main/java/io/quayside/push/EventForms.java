package io.quayside.push;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventForm;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import org.jspecify.annotations.Nullable;

/**
 * The frames of an event of which some viewers see less than all. Each form is encoded once, when
 * the first of its viewers needs it. Thread-safe.
 */
final class EventForms {
  private static final int EXPECTED_BYTES = 512;

  private final StoredEvent stored;
  private final Contexts contexts;

  // A race may encode twice; the results are equal and immutable.
  private @Nullable SharedFrame reduced;
  private @Nullable SharedFrame withheld;

  EventForms(StoredEvent stored, Contexts contexts) {
    this.stored = stored;
    this.contexts = contexts;
  }

  /** What a viewer sees of the event; {@code full} is the frame of all of it. */
  SharedFrame seenBy(Viewer viewer, SharedFrame full) {
    return switch (contexts.form(viewer, stored.event())) {
      case FULL -> full;
      case REDUCED -> reduced();
      case WITHHELD -> withheld();
    };
  }

  private SharedFrame reduced() {
    SharedFrame frame = reduced;
    if (frame == null) {
      frame = encode(EventForm.REDUCED);
      reduced = frame;
    }
    return frame;
  }

  private SharedFrame withheld() {
    SharedFrame frame = withheld;
    if (frame == null) {
      frame = encode(EventForm.WITHHELD);
      withheld = frame;
    }
    return frame;
  }

  private SharedFrame encode(EventForm form) {
    byte[] value = new EventCodec(contexts).encode(stored, form, new JsonWriter(EXPECTED_BYTES));
    return SharedFrame.event(stored.shipmentId(), stored.version(), value, false);
  }
}
