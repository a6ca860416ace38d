package io.quayside.schema;

import io.quayside.admin.ObjectKinds;
import io.quayside.cluster.Topics;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Upcasters;
import io.quayside.log.envelope.PositionCodec;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schemas of all event types that are published, by type. */
public final class SchemaCatalog {
  private static final List<String> LETTERS =
      List.of("deadletter.parked.v1", "deadletter.redriven.v1", "deadletter.discarded.v1");

  /** Sent to webhooks alone. */
  private static final List<String> NOTICES =
      List.of(
          "quayside.ping.v1",
          "quayside.webhook-degraded.v1",
          "quayside.webhook-disabled.v1",
          "quayside.dead-letter-parked.v1",
          "quayside.saga-stuck.v1",
          "quayside.relay-stopped.v1");

  private final TreeMap<String, EventSchema> byType = new TreeMap<>();
  private final Map<String, EventSchema> newest = new HashMap<>();
  private final byte[] list;
  private final String listTag;

  private SchemaCatalog(Contexts contexts) {
    Upcasters.storedTypes(contexts).forEach(type -> add(type, Topics.EVENTS));
    add(PositionCodec.POSITION_REPORTED, Topics.POSITIONS);
    ObjectKinds.eventTypes().forEach(type -> add(type, Topics.ADMIN));
    LETTERS.forEach(type -> add(type, Topics.DEAD_LETTERS));
    NOTICES.forEach(type -> add(type, null));
    for (EventSchema schema : byType.values()) {
      newest.merge(schema.family(), schema, (a, b) -> a.version() > b.version() ? a : b);
    }
    this.list = encodeList();
    this.listTag = EventSchema.tagOf(list);
  }

  /**
   * Reads the schemas of the contexts' events, of positions and of administration records. Throws
   * {@link IllegalStateException} if a type has no file.
   */
  public static SchemaCatalog load(Contexts contexts) {
    return new SchemaCatalog(contexts);
  }

  private void add(String type, @Nullable String topic) {
    byType.put(type, EventSchema.load(type, topic));
  }

  /** All schemas, by type. */
  public Collection<EventSchema> all() {
    return Collections.unmodifiableCollection(byType.values());
  }

  /** The schema of a type, or null. */
  public @Nullable EventSchema of(String type) {
    return byType.get(type);
  }

  /** The schema of the highest version of the same type. */
  public EventSchema newestOf(EventSchema schema) {
    return Objects.requireNonNull(newest.get(schema.family()), schema.type());
  }

  /** Whether no type of the same family has a higher version. */
  public boolean isNewest(EventSchema schema) {
    return newestOf(schema).version() == schema.version();
  }

  /** The list of all schemas as JSON. */
  public byte[] list() {
    return list;
  }

  /** A strong entity tag of the list. */
  public String listTag() {
    return listTag;
  }

  private byte[] encodeList() {
    JsonWriter out = new JsonWriter(160 * byType.size()).beginObject().beginArray("items");
    for (EventSchema schema : byType.values()) {
      out.beginObject()
          .field("type", schema.type())
          .field("dataschema", schema.id())
          .optional("topic", schema.topic())
          .field("newest", isNewest(schema))
          .endObject();
    }
    return out.endArray().endObject().toBytes();
  }
}
