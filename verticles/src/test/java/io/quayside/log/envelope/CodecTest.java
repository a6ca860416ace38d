package io.quayside.log.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.json.StoredFields;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.Shipment;
import io.quayside.domain.shipment.ShipmentContext;
import io.quayside.domain.shipment.ShipmentEvent.CarrierAssigned;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import io.quayside.domain.shipment.ShipmentJson;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Stored;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecTest {
  private static final EventCodec EVENTS = new EventCodec(Contexts.STANDARD);

  private static final Instant T0 = Instant.parse("2026-03-01T08:00:00Z");
  private static final Instant T1 = Instant.parse("2026-03-01T09:00:00.001Z");
  private static final Booking PLAIN =
      new Booking(
          "PO-1",
          "ACME",
          Mode.ROAD,
          "DEHAM",
          "NLRTM",
          new Cargo("Pumps", 3, 120, null),
          null,
          null);
  private static final JsonWriter ROOM = new JsonWriter(0);
  private static final String RELEASED =
      new String(EVENTS.encode(Stored.of("S", 3, "C", new ShipmentReleased(T0)), ROOM), UTF_8);
  private static final StoredPosition POSITION =
      new StoredPosition(
          Principal.DEFAULT_TENANT,
          "S",
          new PositionUpdate("d", new SequenceNumber(0, 0), T0, Measurements.at(1, 2)),
          false,
          T1);

  @Test
  void shouldLeaveOutWhatHasNoValue() {
    StoredEvent booked = Stored.of("S", 1, "C", new ShipmentBooked(PLAIN, T0));
    StoredEvent assigned = Stored.of("S", 2, "C", new CarrierAssigned("MAEU", null, T0));
    assertThat(new String(EVENTS.encode(booked, ROOM), UTF_8))
        .endsWith(
            """
            "cargo":{"description":"Pumps","packages":3,"grossWeightKg":120},"status":"BOOKED"}}\
            """);
    assertThat(EVENTS.decode(EVENTS.encode(booked, ROOM))).isEqualTo(booked);
    assertThat(EVENTS.decode(EVENTS.encode(assigned, ROOM))).isEqualTo(assigned);
    assertThat(PositionCodec.decode(PositionCodec.encode(POSITION, ROOM).bytes()))
        .isEqualTo(POSITION);
  }

  @Test
  void shouldShareThePositionsDataWithTheRecord() {
    byte[] data = PositionCodec.encodeData(POSITION);
    assertThat(new String(data, UTF_8))
        .isEqualTo(
            """
            {"deviceId":"d","sequence":0,"observedAt":"2026-03-01T08:00:00.000Z",\
            "position":{"lat":1,"lon":2},"recordedAt":"2026-03-01T09:00:00.001Z"}\
            """);
    assertThat(new String(PositionCodec.encode(POSITION, ROOM).bytes(), UTF_8))
        .endsWith(",\"data\":" + new String(data, UTF_8) + "}");
  }

  @Test
  void shouldFindThePositionsDataInTheRecord() {
    var nasty =
        new PositionUpdate(",\"data\":{}}", new SequenceNumber(7, 0), T0, Measurements.at(1, 2));
    for (PositionUpdate update : List.of(POSITION.update(), nasty)) {
      StoredPosition stored =
          new StoredPosition(
              Principal.DEFAULT_TENANT, "0123456789ABCDEFGHJKMNPQRS", update, true, T1);
      LoggedPosition logged = PositionCodec.encode(stored, ROOM);
      byte[] value = logged.bytes();
      byte[] data = PositionCodec.encodeData(stored);
      assertThat(logged.data().getBytes()).isEqualTo(data);
      assertThat(PositionCodec.decode(stored.shipmentId(), value)).isEqualTo(logged);
      assertThat(PositionCodec.dataOf(value)).isEqualTo(data);

      String record = new String(value, UTF_8);
      byte[] extended =
          (record.substring(0, record.length() - 1) + ",\"hop\":\"}}\"}").getBytes(UTF_8);
      assertThat(PositionCodec.dataOf(extended)).isEqualTo(data);
      assertThat(PositionCodec.decode(stored.shipmentId(), extended).data().getBytes())
          .isEqualTo(data);
    }
  }

  @Test
  void shouldCutThePositionsTimeToWhatIsStored() {
    StoredPosition stored =
        new StoredPosition(
            Principal.DEFAULT_TENANT, "S", POSITION.update(), false, T1.plusNanos(999));
    assertThat(stored.recordedAt()).isEqualTo(T1);
  }

  @Test
  void shouldPassOverForeignAttributes() {
    String traced = RELEASED.replace("\"data\":", "\"traceparent\":\"00-ab-cd-01\",\"data\":");
    assertThat(EVENTS.decode(traced.getBytes(UTF_8)).version()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shipment.released.v1|shipment.released.v2|the type is unknown",
        "shipment.released.v1|shipment.picked-up.v1|code is missing",
        "\"RELEASED\"|\"BOOKED\"|the event cannot lead to BOOKED",
        "\"RELEASED\"|\"NEW\"|NEW",
        "\"status\"|\"x\":1,\"status\"|unknown members among [x, status]",
        "\"status\":\"RELEASED\"|\"status\":1|status is not a string",
        "\"specversion\":\"1.0\"|\"specversion\":\"2.0\"|specversion is 2.0, not 1.0",
        "\"id\":\"S/3\"|\"id\":\"S/4\"|id is S/4, not S/3",
        "\"shipmentversion\":3|\"shipmentversion\":0|versions count from 1, not 0",
        "\"shipmentversion\":3|\"shipmentversion\":3000000000|shipmentversion is not in its range",
        "\"shipmentversion\":3|\"shipmentversion\":\"3\"|shipmentversion is not an integer",
        "2026-03-01T08:00:00.000Z|yesterday|time is not a time",
        "\"commandid\":\"C\"|\"commandid\":null|commandid is not a string",
        "\"data\":{\"status\":\"RELEASED\"}|\"data\":[]|data is not an object",
        "\"data\":{\"status\":\"RELEASED\"}|\"d\":{}|data is missing"
      })
  void shouldRefuseWhatWasNeverWritten(String part, String replacement, String why) {
    assertThat(RELEASED).contains(part);
    byte[] changed = RELEASED.replace(part, replacement).getBytes(UTF_8);
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode(changed))
        .withMessageContaining(why)
        .withMessageContaining("shipment.")
        .satisfies(e -> assertThat(e.id()).startsWith("S/"));
  }

  @Test
  void shouldRefuseRecordsOfOtherShipmentsThanTheirKeys() {
    byte[] released = RELEASED.getBytes(UTF_8);
    assertThat(EVENTS.decode("S", released)).isEqualTo(EVENTS.decode(released));
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode("T", released))
        .withMessageContaining("subject is S, not T");
  }

  @Test
  void shouldRefuseRecordsThatAreNotJsonOrOfTheOtherTopic() {
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode("hello".getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.type() + e.id()).isEqualTo("??"));
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> PositionCodec.decode(RELEASED.getBytes(UTF_8)));
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode(PositionCodec.encode(POSITION, ROOM).bytes()));
    assertThatExceptionOfType(UndecodableEventException.class)
        .isThrownBy(() -> EVENTS.decode("S", null))
        .withMessageContaining("no value");
  }

  @Test
  void shouldShowAShipment() {
    Milestone milestone =
        new Milestone(
            MilestoneCode.EXCEPTION_RAISED,
            T0,
            new Location("DEHAM", null, null),
            "wet",
            ExceptionCode.DAMAGED);
    Shipment shipment =
        new Shipment(PLAIN, Status.EXCEPTION, Status.IN_TRANSIT, "MAEU", "V 1", milestone, T1, T0);
    JsonWriter out = new JsonWriter(0).beginObject();
    ShipmentJson.writeFields(out, shipment);
    assertThat(new String(out.endObject().toBytes(), UTF_8))
        .isEqualTo(
            """
            {"status":"EXCEPTION","reference":"PO-1","shipper":"ACME","mode":"ROAD",\
            "origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"NLRTM"},\
            "cargo":{"description":"Pumps","packages":3,"grossWeightKg":120},\
            "carrier":"MAEU","vehicle":"V 1",\
            "bookedAt":"2026-03-01T08:00:00.000Z",\
            "lastMilestone":{"code":"EXCEPTION_RAISED","occurredAt":"2026-03-01T08:00:00.000Z",\
            "recordedAt":"2026-03-01T09:00:00.001Z","location":{"unLocode":"DEHAM"},"note":"wet",\
            "exceptionCode":"DAMAGED"}}\
            """);
    assertThat(restored(shipment)).isEqualTo(shipment);
  }

  @Test
  void shouldRestoreAFreshShipment() {
    Shipment booked = new Shipment(PLAIN, Status.BOOKED, null, null, null, null, null, T0);
    assertThat(restored(booked)).isEqualTo(booked);
  }

  private static Shipment restored(Shipment shipment) {
    ShipmentContext context = new ShipmentContext();
    JsonWriter out = new JsonWriter(0).beginObject();
    context.writeSlice(out, shipment);
    StoredFields fields = new StoredFields(Json.parseObject(out.endObject().toBytes()));
    Shipment restored = context.readSlice(fields);
    fields.end();
    return restored;
  }
}
