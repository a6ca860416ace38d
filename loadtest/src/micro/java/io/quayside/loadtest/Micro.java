package io.quayside.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentCommand;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.shipment.Shipments;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.edge.position.PositionParser;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import io.quayside.edge.position.PositionReader;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.envelope.PositionCodec;
import io.quayside.log.envelope.StoredPosition;
import io.quayside.push.PushHub;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the pure pieces cost: reading a position, deciding, folding, writing, the window of
 * sequences, and a push that nobody waits for. Takes JMH's own arguments.
 */
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class Micro {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");
  private static final String ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

  private static final EventCodec EVENTS = new EventCodec(Contexts.STANDARD);

  private static final byte[] BODY =
      """
      {"deviceId":"bench-100000","sequence":1000000000,"observedAt":"2026-03-02T08:00:00.000Z",\
      "position":{"lat":53.54112,"lon":9.96634,"accuracyM":4.5},"speedKph":18.5,"headingDeg":95.5,\
      "temperatureC":4.25,"batteryPct":88}\
      """
          .getBytes(UTF_8);

  private final PositionUpdate update = PositionParser.parse(Json.parseObject(BODY), NOW);
  private final JsonWriter encodeBuffer = new JsonWriter(1_024);
  private final StoredPosition position =
      new StoredPosition(Principal.DEFAULT_TENANT, ID, update, false, NOW);
  private final ShipmentCommand command =
      new RecordMilestone(new Milestone(MilestoneCode.DEPARTED, NOW, null, null, null));
  private final Shipment shipment = pickedUp();
  private final ShipmentEvent event = accepted(Shipments.decide(shipment, command, NOW));
  private final StoredEvent storedEvent =
      new StoredEvent(
          Principal.DEFAULT_TENANT,
          ID,
          4,
          Contexts.STANDARD.typeOf(event).name(),
          "c-1",
          event.status(),
          event);
  private final byte[] eventBytes = EVENTS.encode(storedEvent, encodeBuffer);
  private final SequenceWindow window = new SequenceWindow();
  private final PushHub hub = new PushHub((shipmentId, wanted) -> {}, Contexts.STANDARD);
  private long sequence;

  /** Runs them. */
  public static void main(String[] arguments) throws Exception {
    org.openjdk.jmh.Main.main(arguments);
  }

  private static Shipment pickedUp() {
    var booking =
        new Booking(
            "PO-4711",
            "Nordlicht Pumps",
            Mode.SEA,
            "DEHAM",
            "SGSIN",
            new Cargo("Pumps, crated", 12, 4870.5, null),
            null,
            null);
    Shipment state = null;
    for (ShipmentCommand next :
        new ShipmentCommand[] {
          new BookShipment(booking),
          new AssignCarrier("MAEU", "MV Elbe"),
          new RecordMilestone(new Milestone(MilestoneCode.PICKED_UP, NOW, null, null, null))
        }) {
      state = Shipments.evolve(state, accepted(Shipments.decide(state, next, NOW)));
    }
    return state;
  }

  private static ShipmentEvent accepted(Decision decision) {
    return (ShipmentEvent) ((Accepted) decision).event();
  }

  @Benchmark
  public PositionUpdate readPosition() {
    return PositionParser.parse(Json.parseObject(BODY), NOW);
  }

  /** As {@link #readPosition}, the short way. */
  @Benchmark
  public ShipmentPosition readPlainPosition() {
    return new PositionReader(NOW).read(BODY, 0, BODY.length);
  }

  @Benchmark
  public Map<String, Object> readJson() {
    return Json.parseObject(BODY);
  }

  @Benchmark
  public LoggedPosition writePosition() {
    return PositionCodec.encode(position, encodeBuffer);
  }

  @Benchmark
  public Decision decide() {
    return Shipments.decide(shipment, command, NOW);
  }

  @Benchmark
  public Shipment evolve() {
    return Shipments.evolve(shipment, event);
  }

  @Benchmark
  public byte[] writeEvent() {
    return EVENTS.encode(storedEvent, encodeBuffer);
  }

  @Benchmark
  public StoredEvent readEvent() {
    return EVENTS.decode(eventBytes);
  }

  @Benchmark
  public SequenceWindow.Verdict window() {
    var number = new SequenceNumber(0, ++sequence);
    var verdict = window.verdict(number);
    window.mark(number);
    return verdict;
  }

  @Benchmark
  public void pushToNobody() {
    hub.position(ID, BODY, 0, BODY.length);
  }
}
