package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.EventType;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What {@code dataschema} costs: events are written and read with it, and as before it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class DataSchemaBench {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");
  private static final EventCodec EVENTS = new EventCodec(Contexts.STANDARD);

  private final StoredEvent event = event();
  private final EventType<?> type = Contexts.STANDARD.eventType(event.type());
  private final JsonWriter buffer = new JsonWriter(1_024);
  private final byte[] bytesWith = EVENTS.encode(event, buffer);
  private final byte[] bytesWithout = withoutSchema();

  /** Throws {@link IllegalStateException} if the two forms differ in more than the attribute. */
  @Setup
  public void compareForms() {
    var attribute = ",\"dataschema\":\"" + EventCodec.DATA_SCHEMA + event.type() + '"';
    if (!new String(bytesWith, UTF_8).replace(attribute, "").equals(text(bytesWithout))) {
      throw new IllegalStateException(text(bytesWithout));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static StoredEvent event() {
    var milestone =
        new MilestoneRecorded(
            new Milestone(MilestoneCode.DEPARTED, NOW, null, null, null),
            false,
            Status.IN_TRANSIT,
            NOW);
    return new StoredEvent(
        Principal.DEFAULT_TENANT,
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        4,
        Contexts.STANDARD.typeOf(milestone).name(),
        "bench-000000000000000001",
        milestone.status(),
        milestone);
  }

  @Benchmark
  public byte[] writeWith() {
    return EVENTS.encode(event, buffer);
  }

  /** The writer as it was before the attribute. */
  @Benchmark
  public byte[] writeWithout() {
    return withoutSchema();
  }

  private byte[] withoutSchema() {
    CloudEvents.begin(
        buffer, event.shipmentId(), event.version(), event.type(), event.recordedAt());
    buffer.field("shipmentversion", event.version()).field("commandid", event.commandId());
    CloudEvents.tenant(buffer, event.tenant());
    buffer.beginObject("data");
    type.write(buffer, event.event());
    return buffer.field("status", event.status().name()).endObject().endObject().toBytes();
  }

  @Benchmark
  public StoredEvent readWith() {
    return EVENTS.decode(bytesWith);
  }

  @Benchmark
  public StoredEvent readWithout() {
    return EVENTS.decode(bytesWithout);
  }
}
