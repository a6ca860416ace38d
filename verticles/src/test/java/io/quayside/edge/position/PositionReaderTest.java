package io.quayside.edge.position;

import static io.quayside.edge.position.PositionParserTest.FULL;
import static io.quayside.edge.position.PositionParserTest.NOW;
import static io.quayside.edge.position.PositionParserTest.UPDATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.json.Json;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.live.PositionsFrame;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionReaderTest {
  private static final int TEXTS = 200_000;
  private static final String ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  private static final String[] VALUES = {
    "0",
    "-0",
    "-0.0",
    "7",
    "90",
    "-90",
    "90.0000001",
    "180",
    "-180.5",
    "360",
    "359.99",
    "2000",
    "100000",
    "20000.5",
    "-500",
    "01",
    "1.",
    "1e1",
    "5.0",
    "0.1234567890123456789",
    "53.123456789012345",
    "2147483647",
    "2147483648",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993.5",
    "1234567890123456789",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"7\"",
    "\"truck\"",
    "\"tr\\u0075ck\"",
    "\"Lübeck\"",
    "\"" + "x".repeat(64) + "\"",
    "\"" + "x".repeat(65) + "\"",
    "\"2026-03-02T08:05:00Z\"",
    "\"2026-03-02T08:05:00.001Z\"",
    "\"2026-03-02T10:00:00.1239+02:00\"",
    "\"2026-03-02\"",
    "{\"lat\":1,\"lon\":2}",
    "{\"lat\":1}",
    "{\"lat\":1,\"lon\":2,\"lat\":1}",
    "{\"lat\":1,\"lon\":2,\"accuracyM\":-1}",
    "{\"lat\":1,\"lon\":2,\"depthM\":1}"
  };

  private final Random random = new Random(4711);

  private static ShipmentPosition read(String text) {
    byte[] bytes = (' ' + text + '9').getBytes(UTF_8);
    return new PositionReader(NOW).read(bytes, 1, bytes.length - 2);
  }

  /** What the general way makes of a text; null if it refuses it. */
  private static ShipmentPosition parse(String text) {
    try {
      Map<String, Object> members = Json.parseObject(text.getBytes(UTF_8));
      return members.containsKey("shipmentId")
          ? PositionParser.parseWithShipment(members, NOW)
          : new ShipmentPosition(null, PositionParser.parse(members, NOW));
    } catch (ProblemException refused) {
      return null;
    }
  }

  @Test
  void shouldReadWhatDevicesSend() {
    assertThat(read(FULL)).isEqualTo(new ShipmentPosition(null, UPDATE));
    assertThat(read(FULL.replaceFirst("\\{", "{ \"shipmentId\":\"x\", ")))
        .isEqualTo(new ShipmentPosition("x", UPDATE));
  }

  @Test
  void shouldTakeNothingForGranted() {
    int read = 0;
    int refused = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = text();
      ShipmentPosition here = read(text);
      if (here == null) {
        refused++;
      } else {
        read++;
        assertThat(here).as(text).isEqualTo(parse(text));
      }
    }
    assertThat(read).isGreaterThan(TEXTS / 20);
    assertThat(refused).isGreaterThan(TEXTS / 20);
  }

  /** An update with up to three things changed. */
  private String text() {
    List<String> members =
        new ArrayList<>(
            List.of(
                "\"deviceId\":\"t-1\"",
                "\"sequence\":7",
                "\"sequenceEpoch\":3",
                "\"observedAt\":\"2026-03-02T07:59:00Z\"",
                "\"position\":{\"lat\":53.54112,\"lon\":9.96634}",
                "\"speedKph\":61.2",
                "\"headingDeg\":12",
                "\"temperatureC\":-18.5",
                "\"humidityPct\":80",
                "\"batteryPct\":55"));
    if (random.nextBoolean()) {
      members.addFirst("\"shipmentId\":\"" + ID + "\"");
    }
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(members.size());
      String member = members.get(at);
      switch (random.nextInt(5)) {
        case 0 -> members.remove(at);
        case 1 -> members.add(member);
        case 2 -> members.add(random.nextInt(members.size()), members.remove(at));
        case 3 -> members.set(at, member.replaceFirst("[a-z]", "x"));
        default ->
            members.set(
                at,
                member.substring(0, member.indexOf(':') + 1)
                    + VALUES[random.nextInt(VALUES.length)]);
      }
    }
    String comma = random.nextInt(50) == 0 ? ",," : random.nextBoolean() ? "," : " ,\n";
    String end = random.nextInt(50) == 0 ? ",}" : random.nextInt(50) == 0 ? "}}" : "}";
    return '{' + String.join(comma, members) + end;
  }

  @Test
  void shouldReadFramesOfUpdates() {
    String update = update(ID);
    String frame =
        "{\"op\":\"positions\",\"id\":\"a\",\"updates\":[" + update + "," + update + "]}";
    PositionsFrame read = frame(frame);
    assertThat(read.id()).isEqualTo("a");
    assertThat(read.updates()).containsExactly(read(update), read(update));
    String anonymous = " {\"updates\": [" + update + "] , \"op\":\"positions\"} ";
    assertThat(frame(anonymous)).isEqualTo(new PositionsFrame(null, List.of(read(update))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"op\":\"positions\"}",
        "{\"op\":\"positions\",\"updates\":[]}",
        "{\"op\":\"positions\",\"updates\":{}}",
        "{\"op\":\"positions\",\"updates\":[U,]}",
        "{\"op\":\"positions\",\"updates\":[U],}",
        "{\"op\":\"positions\",\"updates\":[U]}}",
        "{\"op\":\"positions\",\"updates\":[U]",
        "{\"op\":\"positions\",\"updates\":[U",
        "{\"op\":\"positions\",\"updates\":[U,7]}",
        "{\"op\":\"positions\",\"updates\":[U,{}]}",
        "{\"op\":\"positions\",\"updates\":[U],\"updates\":[U]}",
        "{\"op\":\"positions\",\"op\":\"positions\",\"updates\":[U]}",
        "{\"op\":\"positions\",\"id\":\"a\",\"id\":\"a\",\"updates\":[U]}",
        "{\"op\":\"positions\",\"id\":7,\"updates\":[U]}",
        "{\"op\":\"positions\",\"ack\":true,\"updates\":[U]}",
        "{\"op\":\"subscribe\",\"updates\":[U]}",
        "{\"op\":positions,\"updates\":[U]}",
        "{\"updates\":[U]}"
      })
  void shouldLeaveOtherFramesToOthers(String frame) {
    String text = frame.replace("U", update(ID));
    assertThat(frame(text)).isNull();
  }

  @Test
  void shouldLeaveUpdatesOfNobodyAndIdsThatAreTooLongToOthers() {
    String nobody = update(ID).replace("\"shipmentId\":\"" + ID + "\",", "");
    String tooLong = "{\"op\":\"positions\",\"id\":\"" + "i".repeat(129) + "\",\"updates\":[U]}";
    for (String text :
        List.of(
            "{\"op\":\"positions\",\"updates\":[" + nobody + "]}",
            tooLong.replace("U", update(ID)))) {
      assertThat(frame(text)).isNull();
    }
  }

  private static String update(String shipmentId) {
    return "{\"shipmentId\":\""
        + shipmentId
        + "\",\"deviceId\":\"t\",\"sequence\":1,\"observedAt\":\"2026-03-02T08:00:00Z\","
        + "\"position\":{\"lat\":1.5,\"lon\":2}}";
  }

  private static PositionsFrame frame(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return PositionsFrame.read(bytes, bytes.length, NOW);
  }
}
