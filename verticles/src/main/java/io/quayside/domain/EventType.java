package io.quayside.domain;

import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import java.time.Instant;

/**
 * A stored event type. A name is never changed or reused; its number is the version of the schema
 * of {@code data}.
 *
 * @param name as {@code shipment.booked.v1}
 * @param type the class of its events
 * @param writer writes the members of {@code data} but {@code status}, which every event has
 * @param reader reads them
 */
public record EventType<E extends Event>(
    String name, Class<E> type, Writer<E> writer, Reader<E> reader) {

  /** Writes members into an object that the caller has begun. */
  @FunctionalInterface
  public interface Writer<E> {
    void write(JsonWriter out, E event);
  }

  /** Reads members; what no {@link Writer} wrote is refused with IllegalArgumentException. */
  @FunctionalInterface
  public interface Reader<E> {
    E read(StoredFields data, Instant recordedAt, Status status);
  }

  /** Writes an event of this type. */
  public void write(JsonWriter out, Event event) {
    writer.write(out, type.cast(event));
  }
}
