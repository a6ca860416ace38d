package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentEvent;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentCancelled;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Stored;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was once written must be readable for ever: approved records of all stored types. */
class GoldenTest {
  private static final EventCodec EVENTS = new EventCodec(Contexts.STANDARD);

  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final String COMMAND = "K7Q2M4X9C1B5N8V3";

  private static final int POSITION_OF_A_TENANT = 2;

  private static final String TENANT = "acme-2";

  private static final Instant OCCURRED = Instant.parse("2026-03-02T08:14:00Z");
  private static final Instant RECORDED = Instant.parse("2026-03-02T08:15:30.125Z");

  static Stream<StoredEvent> events() {
    Booking booking =
        new Booking(
            "PO-2026/0815",
            "Müller & Söhne",
            Mode.SEA,
            "DEHAM",
            "NLRTM",
            new Cargo("Pumps \"Ω\"", 12, 2400.5, "CSQU3054383"),
            Instant.parse("2026-03-03T06:00:00Z"),
            Instant.parse("2026-03-09T18:30:00Z"));
    Stream<StoredEvent> shipment =
        Stream.concat(
            Stream.of(
                stored(1, new ShipmentBooked(booking, RECORDED)),
                stored(2, new CarrierAssigned("HLCU", "HH-QS 815", RECORDED)),
                stored(3, new ShipmentReleased(RECORDED)),
                stored(4, new ShipmentCancelled("Order withdrawn", RECORDED))),
            Stream.of(MilestoneCode.values()).map(code -> stored(5, milestone(code))));
    return Stream.concat(shipment, ContextSamples.all());
  }

  private static MilestoneRecorded milestone(MilestoneCode code) {
    Location hamburg = new Location("DEHAM", 53.5436, 9.9667);
    return switch (code) {
      case PICKED_UP -> milestone(code, Status.PICKED_UP, hamburg, "Seal 4711");
      case DEPARTED -> milestone(code, Status.IN_TRANSIT, new Location("DEHAM", null, null), null);
      case ARRIVED ->
          new MilestoneRecorded(
              new Milestone(code, OCCURRED, new Location(null, 51.95, 4.0), null, null),
              true,
              Status.OUT_FOR_DELIVERY,
              RECORDED);
      case CUSTOMS_HELD -> milestone(code, Status.CUSTOMS_HOLD, null, null);
      case CUSTOMS_RELEASED -> milestone(code, Status.AT_FACILITY, null, null);
      case OUT_FOR_DELIVERY -> milestone(code, Status.OUT_FOR_DELIVERY, null, null);
      case DELIVERY_ATTEMPTED -> milestone(code, Status.DELIVERY_ATTEMPTED, null, "Nobody there");
      case AVAILABLE_FOR_PICKUP -> milestone(code, Status.AVAILABLE_FOR_PICKUP, null, null);
      case DELIVERED -> milestone(code, Status.DELIVERED, hamburg, null);
      case EXCEPTION_RAISED ->
          new MilestoneRecorded(
              new Milestone(code, OCCURRED, null, "Wet", ExceptionCode.DAMAGED),
              false,
              Status.EXCEPTION,
              RECORDED);
      case EXCEPTION_RESOLVED -> milestone(code, Status.IN_TRANSIT, null, null);
      case RETURN_STARTED -> milestone(code, Status.RETURNING, null, null);
      case RETURNED -> milestone(code, Status.RETURNED, null, null);
      case LOST -> milestone(code, Status.LOST, null, null);
    };
  }

  private static MilestoneRecorded milestone(
      MilestoneCode code, Status after, Location location, String note) {
    Milestone milestone = new Milestone(code, OCCURRED, location, note, null);
    return new MilestoneRecorded(milestone, false, after, RECORDED);
  }

  private static StoredEvent stored(int version, ShipmentEvent event) {
    return Stored.of(ID, version, COMMAND, event);
  }

  private static StoredPosition position(int epoch) {
    PositionUpdate update =
        new PositionUpdate(
            "tracker-7",
            new SequenceNumber(epoch, 9_007_199_254_740_991L),
            OCCURRED,
            Measurements.at(53.5436, -9.9667)
                .with(Measurement.ACCURACY, 4.5)
                .with(Measurement.ALTITUDE, -3)
                .with(Measurement.SPEED, 61.2)
                .with(Measurement.HEADING, 359.9)
                .with(Measurement.TEMPERATURE, -18.5)
                .with(Measurement.HUMIDITY, 80)
                .with(Measurement.BATTERY, 0));
    return new StoredPosition(Principal.DEFAULT_TENANT, ID, update, true, RECORDED);
  }

  /** Every type that was ever stored: those of the contexts, and the positions'. */
  private static List<String> eventTypes() {
    return Stream.concat(
            Contexts.STANDARD.eventTypes().stream(), Stream.of(PositionCodec.POSITION_REPORTED))
        .toList();
  }

  @Test
  void shouldHaveAGoldenRecordPerType() {
    assertThat(Golden.types()).containsAll(eventTypes());
    assertThat(events().map(StoredEvent::type))
        .containsExactlyInAnyOrderElementsOf(Contexts.STANDARD.eventTypes());
  }

  @Test
  void shouldNeverChangeARecord() throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    for (String type : Golden.types()) {
      int number = 0;
      for (String unused : Golden.all(type)) {
        String file = type + '/' + ++number + ".json";
        byte[] bytes = Files.readAllBytes(Golden.DIRECTORY.resolve(file));
        found.put(file, HexFormat.of().formatHex(sha256(bytes)));
      }
    }
    assertThat(found)
        .as("records are only added; a new one needs its line of sha256sum in the manifest")
        .isEqualTo(Golden.manifest());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void shouldWriteAndReadEvents(StoredEvent event) {
    String golden = Golden.newest(event.type());
    assertThat(new String(EVENTS.encode(event, new JsonWriter(0)), UTF_8)).isEqualTo(golden);
    assertThat(EVENTS.decode(golden.getBytes(UTF_8))).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void shouldReadAllThatWasEverWritten(StoredEvent event) {
    for (String golden : Golden.all(event.type())) {
      StoredEvent read = EVENTS.decode(golden.getBytes(UTF_8));
      assertThat(read.event()).as(golden).isEqualTo(event.event());
      assertThat(read.id()).isEqualTo(event.id());
    }
  }

  @Test
  void shouldNameTheSchemaOfTheData() {
    for (StoredEvent event : events().toList()) {
      assertThat(new String(EVENTS.encode(event, new JsonWriter(0)), UTF_8))
          .contains(
              "\"datacontenttype\":\"application/json\",\"dataschema\":\"urn:quayside:schema:"
                  + event.type()
                  + "\",\"shipmentversion\":");
    }
  }

  @Test
  void shouldWriteAndReadTheTenantOfAnEvent() {
    StoredEvent plain = events().findFirst().orElseThrow();
    StoredEvent event =
        new StoredEvent(
            TENANT,
            ID,
            plain.version(),
            plain.type(),
            plain.commandId(),
            plain.status(),
            plain.event());
    String golden = Golden.record(event.type(), 3);
    assertThat(new String(EVENTS.encode(event, new JsonWriter(0)), UTF_8)).isEqualTo(golden);
    assertThat(EVENTS.decode(golden.getBytes(UTF_8))).isEqualTo(event);
    assertThat(EVENTS.decode(Golden.record(event.type(), 2).getBytes(UTF_8))).isEqualTo(event);
  }

  @Test
  void shouldWriteAndReadTheTenantOfAPosition() {
    StoredPosition plain = position(0);
    StoredPosition position =
        new StoredPosition(TENANT, ID, plain.update(), plain.late(), plain.recordedAt());
    String golden = Golden.record(PositionCodec.POSITION_REPORTED, POSITION_OF_A_TENANT);
    byte[] bytes = golden.getBytes(UTF_8);
    assertThat(new String(PositionCodec.encode(position, new JsonWriter(0)).bytes(), UTF_8))
        .isEqualTo(golden);
    assertThat(PositionCodec.decode(bytes)).isEqualTo(position);
    assertThat(PositionCodec.dataOf(bytes)).isEqualTo(PositionCodec.encodeData(plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "a_b", "123456789012345678901234567890123"})
  void shouldRefuseATenantThatIsNone(String tenant) {
    String event = Golden.record("shipment.booked.v1", 3).replace(TENANT, tenant);
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode(event.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"1,0", "3,12"})
  void shouldWriteAndReadPositions(int number, int epoch) {
    String golden = Golden.record(PositionCodec.POSITION_REPORTED, number);
    StoredPosition position = position(epoch);
    assertThat(new String(PositionCodec.encode(position, new JsonWriter(0)).bytes(), UTF_8))
        .isEqualTo(golden);
    assertThat(PositionCodec.decode(golden.getBytes(UTF_8))).isEqualTo(position);
  }
}
