package io.quayside.domain.shipment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.Problem.Offence;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.CommandType;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShipmentCommandsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  private static final String BOOKING =
      """
      {"reference":"PO-1","shipper":"ACME","mode":"ROAD","origin":{"unLocode":"DEHAM"},
       "destination":{"unLocode":"NLRTM"},"cargo":{"description":"Pumps","packages":3,
       "grossWeightKg":120.5,"containerNumber":"CSQU3054383"},
       "requestedPickupAt":"2026-03-03T06:00:00+01:00","requestedDeliveryBy":"2026-03-03T05:00:00Z"}
      """;
  private static final String MILESTONE =
      """
      {"code":"ARRIVED","occurredAt":"2026-03-02T07:59:00Z",
       "location":{"unLocode":"DEHAM","lat":53.5,"lon":1e1},"note":"Gate 4"}
      """;

  private static ShipmentCommand parse(String name, String body) {
    return (ShipmentCommand)
        Contexts.STANDARD.commands().get(name).parse(Json.parseObject(body.getBytes(UTF_8)), NOW);
  }

  private static Problem refusal(String name, String body) {
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> parse(name, body));
    assertThat(refused).as(body).isNotNull();
    assertThat(refused.problem().code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
    return refused.problem();
  }

  private static List<String> offences(String name, String body) {
    return refusal(name, body).errors().stream()
        .map(offence -> offence.where() + " " + offence.detail())
        .toList();
  }

  @Test
  void shouldMakeCommandsOfBodies() {
    assertThat(parse("BookShipment", BOOKING))
        .isEqualTo(
            new BookShipment(
                new Booking(
                    "PO-1",
                    "ACME",
                    Mode.ROAD,
                    "DEHAM",
                    "NLRTM",
                    new Cargo("Pumps", 3, 120.5, "CSQU3054383"),
                    Instant.parse("2026-03-03T05:00:00Z"),
                    Instant.parse("2026-03-03T05:00:00Z"))));
    assertThat(parse("RecordMilestone", MILESTONE))
        .isEqualTo(
            new RecordMilestone(
                new Milestone(
                    MilestoneCode.ARRIVED,
                    Instant.parse("2026-03-02T07:59:00Z"),
                    new Location("DEHAM", 53.5, 10.0),
                    "Gate 4",
                    null)));
    assertThat(parse("AssignCarrier", "{\"carrier\":\"MAEU\",\"vehicle\":\"V 1\"}"))
        .isEqualTo(new AssignCarrier("MAEU", "V 1"));
    assertThat(parse("AssignCarrier", "{\"carrier\":\"DB\"}"))
        .isEqualTo(new AssignCarrier("DB", null));
    assertThat(parse("ReleaseShipment", "{}")).isEqualTo(new ReleaseShipment());
    assertThat(parse("CancelShipment", "{\"reason\":\"no need\"}"))
        .isEqualTo(new CancelShipment("no need"));
  }

  @Test
  void shouldWriteCommandsAsTheyAreRead() {
    for (String name : List.of("BookShipment", "RecordMilestone")) {
      ShipmentCommand command = parse(name, name.equals("BookShipment") ? BOOKING : MILESTONE);
      CommandType<?> type = Contexts.STANDARD.typeOf(command);
      assertThat(type.decode(Json.parseObject(type.encode(command)))).isEqualTo(command);
    }
  }

  @Test
  void shouldListEveryOffenceOfABooking() {
    assertThat(offences("BookShipment", "{}"))
        .containsExactly(
            "/reference is missing",
            "/shipper is missing",
            "/mode is missing",
            "/origin is missing",
            "/destination is missing",
            "/cargo is missing");
    String body =
        """
        {"reference":"","shipper":7,"mode":"road","origin":"DEHAM","destination":{"unlocode":"X"},
         "cargo":{"description":null,"packages":0,"grossWeightKg":"1","containerNumber":"CSQU3054380",
         "a/b~c":1},"requestedPickupAt":"soon","requestedDeliveryBy":5,"x":{}}
        """;
    assertThat(offences("BookShipment", body))
        .containsExactly(
            "/reference must have 1 to 64 characters",
            "/shipper must be a string",
            "/mode must be one of [ROAD, SEA, AIR, RAIL]",
            "/origin must be an object",
            "/destination/unLocode is missing",
            "/destination/unlocode is not known here",
            "/cargo/description must not be null: leave it out",
            "/cargo/packages must be from 1 to 100000",
            "/cargo/grossWeightKg must be a number",
            "/cargo/containerNumber must be an ISO 6346 container number",
            "/cargo/a~1b~0c is not known here",
            "/requestedPickupAt must be an RFC 3339 time with an offset",
            "/requestedDeliveryBy must be a string",
            "/x is not known here");
  }

  @Test
  void shouldSumUpTheFirstOffences() {
    assertThat(refusal("CancelShipment", "{\"x\":1}").detail())
        .isEqualTo("/reason is missing; /x is not known here.");
    String tooLong = "{\"reason\":\"r\",\"" + "🚀".repeat(100) + "\":1,\"a\":1,\"b\":1,\"c\":1}";
    assertThat(refusal("CancelShipment", tooLong).detail())
        .startsWith("/" + "🚀".repeat(79) + "… is not known here; /a is")
        .endsWith("; and 1 more.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"packages\":3|\"packages\":5.0|",
        "\"packages\":3|\"packages\":1e5|",
        "\"packages\":3|\"packages\":100000.00|",
        "\"packages\":3|\"packages\":3.5|/cargo/packages must be an integer",
        "\"packages\":3|\"packages\":\"3\"|/cargo/packages must be an integer",
        "\"packages\":3|\"packages\":100001|/cargo/packages must be from 1 to 100000",
        "\"packages\":3|\"packages\":1e999999|/cargo/packages must be from 1 to 100000",
        "\"packages\":3|\"packages\":99999999999999999999|/cargo/packages must be from 1 to 100000",
        "\"packages\":3|\"packages\":-0|/cargo/packages must be from 1 to 100000",
        "120.5|0|/cargo/grossWeightKg must be above 0 and up to 1000000",
        "120.5|0.001|",
        "120.5|1000000|",
        "120.5|1000000.01|/cargo/grossWeightKg must be above 0 and up to 1000000",
        "120.5|1e400|/cargo/grossWeightKg must be above 0 and up to 1000000",
        "120.5|true|/cargo/grossWeightKg must be a number",
        "05:00:00Z|04:59:59.999Z|/requestedDeliveryBy must not be before requestedPickupAt",
        "\"DEHAM\"|\"DEHA1\"|/origin/unLocode must be a UN/LOCODE: 2 letters, then 3 of A-Z and"
            + " 2-9",
        "PO-1|P\\u0000|/reference must hold neither U+0000 nor half a surrogate pair",
        "PO-1|\\ud83d|/reference must hold neither U+0000 nor half a surrogate pair",
        "PO-1|\\ude80\\ud83d|/reference must hold neither U+0000 nor half a surrogate pair",
        "PO-1|\\ud83d\\ude80|",
        "\"origin\":|\"lat\":1,\"origin\":|/lat is not known here",
        "{\"unLocode\":\"DEHAM\"}|{\"unLocode\":\"DEHAM\",\"lat\":1}|/origin/lat is not known here"
      })
  void shouldCheckABooking(String part, String replacement, String offence) {
    assertThat(BOOKING).contains(part);
    String body = BOOKING.replace(part, replacement);
    if (offence == null) {
      assertThat(parse("BookShipment", body)).isInstanceOf(BookShipment.class);
    } else {
      assertThat(offences("BookShipment", body)).containsExactly(offence);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"unLocode\":\"DEHAM\",|``|",
        ",\"lat\":53.5,\"lon\":1e1|``|",
        "\"unLocode\":\"DEHAM\",\"lat\":53.5,\"lon\":1e1|``|/location must have unLocode, or lat"
            + " and lon, or both",
        "\"lat\":53.5,|``|/location/lat is missing",
        ",\"lon\":1e1|``|/location/lon is missing",
        "53.5|90.1|/location/lat must be from -90 to 90",
        "1e1|-180.1|/location/lon must be from -180 to 180",
        "{\"unLocode\":\"DEHAM\",\"lat\":53.5,\"lon\":1e1}|[]|/location must be an object",
        "ARRIVED|arrived|/code must be one of [PICKED_UP, DEPARTED, ARRIVED, CUSTOMS_HELD,"
            + " CUSTOMS_RELEASED, OUT_FOR_DELIVERY, DELIVERY_ATTEMPTED, AVAILABLE_FOR_PICKUP,"
            + " DELIVERED, EXCEPTION_RAISED, EXCEPTION_RESOLVED, RETURN_STARTED, RETURNED, LOST]",
        "ARRIVED|EXCEPTION_RAISED|/exceptionCode is missing: EXCEPTION_RAISED needs one",
        "07:59:00|08:05:00|",
        "07:59:00|08:05:00.001|/occurredAt must not be more than 5 minutes ahead of the gateway's"
            + " clock",
        "07:59:00Z|07:59:00|/occurredAt must be an RFC 3339 time with an offset",
        "Gate 4||/note must have 1 to 500 characters"
      })
  void shouldCheckAMilestone(String part, String replacement, String offence) {
    assertThat(MILESTONE).contains(part);
    String body = MILESTONE.replace(part, replacement == null ? "" : replacement);
    if (offence == null) {
      assertThat(parse("RecordMilestone", body)).isInstanceOf(RecordMilestone.class);
    } else {
      assertThat(offences("RecordMilestone", body)).containsExactly(offence);
    }
  }

  @Test
  void shouldTakeAnExceptionCodeWithEveryMilestone() {
    for (MilestoneCode code : MilestoneCode.values()) {
      String body =
          MILESTONE
              .replace("ARRIVED", code.name())
              .replace("\"note\"", "\"exceptionCode\":\"REFUSED\",\"note\"");
      assertThat(((RecordMilestone) parse("RecordMilestone", body)).milestone().exceptionCode())
          .isEqualTo(ExceptionCode.REFUSED);
    }
  }

  @Test
  void shouldCountLengthsInCodePoints() {
    String rockets = "🚀".repeat(64);
    assertThat(parse("BookShipment", BOOKING.replace("PO-1", rockets)))
        .isInstanceOf(BookShipment.class);
    assertThat(offences("BookShipment", BOOKING.replace("PO-1", rockets + "x")))
        .containsExactly("/reference must have 1 to 64 characters");
  }

  @ParameterizedTest
  @CsvSource({"M", "MAEUX", "maeu", "MA1U", "MÄ", "''"})
  void shouldRefuseWhatIsNoScac(String carrier) {
    assertThat(offences("AssignCarrier", "{\"carrier\":\"" + carrier + "\"}"))
        .containsExactly("/carrier must be a SCAC: 2 to 4 letters A-Z");
  }

  @Test
  void shouldRefuseFieldsOfACommandThatHasNone() {
    assertThat(refusal("ReleaseShipment", "{\"reason\":\"x\"}").errors())
        .containsExactly(Offence.at("/reason", "is not known here"));
  }
}
