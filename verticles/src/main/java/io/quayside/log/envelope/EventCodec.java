package io.quayside.log.envelope;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Event;
import io.quayside.domain.EventForm;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.stream.Upcasters;
import io.quayside.domain.stream.Upcasters.Upcast;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads events as CloudEvents 1.0 JSON: the same bytes in Kafka, in the history and on a
 * subscriber's socket. The contexts say what stands in {@code data}.
 */
public final class EventCodec {
  /** What the ids of data's schemas begin with; the event type follows. */
  public static final String DATA_SCHEMA = "urn:quayside:schema:";

  private final Contexts contexts;
  private final Map<String, Written> written = new HashMap<>();

  public EventCodec(Contexts contexts) {
    this.contexts = contexts;
    for (String name : Upcasters.storedTypes(contexts)) {
      EventType<?> type = contexts.eventType(name);
      written.put(name, new Written(type, CloudEvents.contentOf(DATA_SCHEMA + name)));
    }
  }

  /** What all events of a type have the same, encoded once; a former type has no EventType. */
  private record Written(@Nullable EventType<?> type, byte[] content) {}

  /** The event as it is stored; {@code out} is the buffer that it is written with. */
  public byte[] encode(StoredEvent stored, JsonWriter out) {
    return encode(stored, EventForm.FULL, out);
  }

  /** One form of the event as one JSON object: the envelope is the same in all of them. */
  public byte[] encode(StoredEvent stored, EventForm form, JsonWriter out) {
    Written type = Objects.requireNonNull(written.get(stored.type()), stored.type());
    CloudEvents.begin(
        out,
        stored.shipmentId(),
        stored.version(),
        stored.type(),
        stored.recordedAt(),
        type.content());
    out.field("shipmentversion", stored.version()).field("commandid", stored.commandId());
    CloudEvents.tenant(out, stored.tenant());
    out.beginObject("data");
    switch (form) {
      case FULL ->
          Objects.requireNonNull(type.type(), "a former version is never written")
              .write(out, stored.event());
      case REDUCED -> contexts.writeReduced(out, stored.event());
      case WITHHELD -> writeWithheld(out, stored.event());
    }
    return out.field("status", stored.status().name()).endObject().endObject().toBytes();
  }

  /**
   * Whether there may be viewers that see less than all of a record's event. A record with members
   * in another order than the gateway's, which is not decoded for this, is one of them.
   */
  public boolean mayHaveForms(byte[] value) {
    String type = CloudEvents.plainType(value);
    return type == null || contexts.hasForms(type);
  }

  /**
   * The version of a record's event, mostly without decoding the rest of it.
   *
   * @throws UndecodableEventException as {@link #decode(String, byte[])} does, where it decodes
   */
  public int version(String key, byte[] value) {
    int version = CloudEvents.plainVersion(value);
    return version > 0 ? version : decode(key, value).version();
  }

  private void writeWithheld(JsonWriter out, Event event) {
    out.field("withheld", true);
    String name = contexts.numberName(event);
    if (name != null) {
      out.field(name, event.number());
    }
  }

  /**
   * The event of a record's value.
   *
   * @throws UndecodableEventException if the type or the shape is none that was ever written
   */
  public StoredEvent decode(byte[] value) {
    return CloudEvents.decode(value, this::decode);
  }

  /** As {@link #decode(byte[])}, of a record of the log, whose key is the event's shipment. */
  public StoredEvent decode(String key, byte[] value) {
    return CloudEvents.decode(key, value, this::decode);
  }

  /** The event as if it had been written in the newest version of its type. */
  public StoredEvent upcast(StoredEvent stored) {
    String newest = contexts.typeOf(stored.event()).name();
    return newest.equals(stored.type())
        ? stored
        : new StoredEvent(
            stored.tenant(),
            stored.shipmentId(),
            stored.version(),
            newest,
            stored.commandId(),
            stored.status(),
            stored.event());
  }

  private StoredEvent decode(StoredFields envelope) {
    String name = envelope.text("type");
    EventType<?> type = contexts.eventType(name);
    StoredFields data;
    if (type != null) {
      data = envelope.object("data");
    } else {
      Upcast upcast = contexts.upcasters().upcast(name, envelope.members("data"));
      if (upcast == null) {
        throw new IllegalArgumentException("the type is unknown");
      }
      type = Objects.requireNonNull(contexts.eventType(upcast.type()));
      data = new StoredFields(upcast.data());
    }
    Status status = data.choice("status", Status.class);
    Event event = type.reader().read(data, envelope.time("time"), status);
    data.end();
    StoredEvent stored =
        new StoredEvent(
            CloudEvents.tenant(envelope),
            envelope.text("subject"),
            envelope.integer("shipmentversion", Integer.MAX_VALUE),
            name,
            envelope.text("commandid"),
            status,
            event);
    if (!contexts.typeOf(event).equals(type)) {
      throw new IllegalArgumentException("the data is of another type");
    }
    envelope.constant("id", stored.id());
    return stored;
  }
}
