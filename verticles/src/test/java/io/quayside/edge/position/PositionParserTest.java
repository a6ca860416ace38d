package io.quayside.edge.position;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quayside.common.json.Json;
import io.quayside.common.problem.ProblemException;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.edge.position.PositionParser.ShipmentPosition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionParserTest {
  static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
  static final String FULL =
      """
      {"deviceId":"t-1","sequence":7,"observedAt":"2026-03-02T07:59:00.1239Z",
       "position":{"lat":53.5,"lon":-9.9,"accuracyM":4.5,"altitudeM":-3},"speedKph":61.2,
       "headingDeg":12,"temperatureC":-18.5,"humidityPct":80,"batteryPct":55}
      """;
  static final PositionUpdate UPDATE =
      new PositionUpdate(
          "t-1",
          new SequenceNumber(0, 7),
          Instant.parse("2026-03-02T07:59:00.123Z"),
          Measurements.at(53.5, -9.9)
              .with(Measurement.ACCURACY, 4.5)
              .with(Measurement.ALTITUDE, -3)
              .with(Measurement.SPEED, 61.2)
              .with(Measurement.HEADING, 12)
              .with(Measurement.TEMPERATURE, -18.5)
              .with(Measurement.HUMIDITY, 80)
              .with(Measurement.BATTERY, 55));

  private static PositionUpdate parse(String body) {
    return PositionParser.parse(Json.parseObject(body.getBytes(UTF_8)), NOW);
  }

  private static List<String> offences(String body) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> parse(body));
    assertThat(refused).as(body).isNotNull();
    return refused.problem().errors().stream()
        .map(offence -> offence.where() + " " + offence.detail())
        .toList();
  }

  @Test
  void shouldReadUpdates() {
    assertThat(parse(FULL)).isEqualTo(UPDATE);
    String least =
        """
        {"deviceId":"t","sequence":0,"observedAt":"2026-03-02T08:00:00Z","position":{"lat":0,"lon":0}}
        """;
    assertThat(parse(least))
        .isEqualTo(new PositionUpdate("t", new SequenceNumber(0, 0), NOW, Measurements.at(0, 0)));
  }

  @Test
  void shouldReadUpdatesThatNameTheirShipment() {
    String body = FULL.replaceFirst("\\{", "{\"shipmentId\":\"not an id\",");
    assertThat(PositionParser.parseWithShipment(Json.parseObject(body.getBytes(UTF_8)), NOW))
        .isEqualTo(new ShipmentPosition("not an id", UPDATE));
    assertThat(offences(body)).containsExactly("/shipmentId is not known here");
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> PositionParser.parseWithShipment(Json.parseObject(FULL.getBytes(UTF_8)), NOW));
    assertThat(refused.problem().detail()).isEqualTo("/shipmentId is missing.");
  }

  @Test
  void shouldListEveryOffence() {
    assertThat(offences("{\"position\":{},\"speed\":1}"))
        .containsExactly(
            "/deviceId is missing",
            "/sequence is missing",
            "/observedAt is missing",
            "/position/lat is missing",
            "/position/lon is missing",
            "/speed is not known here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"sequence\":7|\"sequence\":9007199254740991|",
        "\"sequence\":7|\"sequence\":9007199254740992|/sequence must be from 0 to 9007199254740991",
        "\"sequence\":7|\"sequence\":-1|/sequence must be from 0 to 9007199254740991",
        "\"sequence\":7|\"sequence\":0.5|/sequence must be an integer",
        "\"sequence\":7|\"sequence\":7,\"sequenceEpoch\":2147483647|",
        "\"sequence\":7|\"sequence\":7,\"sequenceEpoch\":2147483648|/sequenceEpoch must be from 0"
            + " to 2147483647",
        "\"sequence\":7|\"sequence\":7,\"sequenceEpoch\":-1|/sequenceEpoch must be from 0 to"
            + " 2147483647",
        "07:59:00.1239|08:05:00|",
        "07:59:00.1239|08:05:00.001|/observedAt must not be more than 5 minutes ahead of the"
            + " gateway's clock",
        "53.5|-90|",
        "53.5|-90.0000001|/position/lat must be from -90 to 90",
        "-9.9|180|",
        "-9.9|180.0000001|/position/lon must be from -180 to 180",
        "4.5|-0.1|/position/accuracyM must be from 0 to 100000",
        "4.5|100000.1|/position/accuracyM must be from 0 to 100000",
        "\"altitudeM\":-3|\"altitudeM\":-500.5|/position/altitudeM must be from -500 to 20000",
        "\"altitudeM\":-3|\"altitudeM\":20001|/position/altitudeM must be from -500 to 20000",
        "61.2|2000.1|/speedKph must be from 0 to 2000",
        "\"headingDeg\":12|\"headingDeg\":359.9|",
        "\"headingDeg\":12|\"headingDeg\":360|/headingDeg must be from 0 to below 360",
        "\"headingDeg\":12|\"headingDeg\":null|/headingDeg must not be null: leave it out",
        "-18.5|-100.1|/temperatureC must be from -100 to 150",
        "-18.5|150.1|/temperatureC must be from -100 to 150",
        "80|100.1|/humidityPct must be from 0 to 100",
        "55|-1|/batteryPct must be from 0 to 100",
        "\"t-1\"|\"\"|/deviceId must have 1 to 64 characters",
        "\"t-1\"|7|/deviceId must be a string"
      })
  void shouldKeepTheBounds(String part, String replacement, String offence) {
    assertThat(FULL).contains(part);
    String body = FULL.replace(part, replacement);
    if (offence == null) {
      assertThat(parse(body)).isNotNull();
    } else {
      assertThat(offences(body)).containsExactly(offence);
    }
  }
}
