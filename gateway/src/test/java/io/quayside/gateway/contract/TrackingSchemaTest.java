package io.quayside.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.gateway.contract.Published.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published schemas of tracking updates have the members and bounds of the code's table. */
class TrackingSchemaTest {
  private static final List<String> IDENTITY =
      List.of("deviceId", "sequence", "sequenceEpoch", "observedAt");

  private static Place schema(String name) {
    return Published.at(Published.OPEN_API, "/components/schemas/" + name);
  }

  private static List<String> members(Place schema) {
    List<String> names = new ArrayList<>();
    schema.node().path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @ParameterizedTest
  @CsvSource({"TrackingUpdate,,", "ShipmentTrackingUpdate,shipmentId,", "RecordedPosition,,late"})
  void shouldHaveTheMembersOfTheTable(String name, String before, String behind) {
    var around = behind == null ? List.<String>of() : List.of("recordedAt", behind);
    var expected =
        Stream.of(
                before == null ? List.<String>of() : List.of(before),
                IDENTITY,
                List.of("position"),
                names(Measurement.OF_UPDATE),
                around)
            .flatMap(List::stream)
            .toList();

    assertThat(members(schema(name))).isEqualTo(expected);
    assertThat(members(schema(name).member("properties").member("position")))
        .isEqualTo(names(Measurement.OF_POSITION));
    Measurement.OF_UPDATE.forEach(measurement -> shouldAgree(schema(name), measurement));
  }

  @Test
  void shouldHaveTheBoundsOfAPosition() {
    Measurement.OF_POSITION.forEach(measurement -> shouldAgree(schema("Position"), measurement));
  }

  private static void shouldAgree(Place object, Measurement measurement) {
    var bounds = object.member("properties").member(measurement.member()).node();
    var max = measurement.isMaxExcluded() ? "exclusiveMaximum" : "maximum";
    assertThat(bounds.path("minimum").asDouble(Double.NaN)).isEqualTo(measurement.min());
    assertThat(bounds.path(max).asDouble(Double.NaN)).isEqualTo(measurement.max());
    var required = object.node().path("required").toString();
    assertThat(required.contains('"' + measurement.member() + '"'))
        .isEqualTo(measurement.isRequired());
  }

  @Test
  void shouldHaveTheBoundsOfTheIdentity() {
    assertThat(schema("DeviceId").node().path("maxLength").asInt())
        .isEqualTo(PositionUpdate.MAX_DEVICE_ID);
    assertThat(schema("Sequence").node().path("maximum").asLong())
        .isEqualTo(SequenceNumber.MAX_NUMBER);
    assertThat(schema("SequenceEpoch").node().path("maximum").asLong())
        .isEqualTo(Integer.MAX_VALUE);
  }

  private static List<String> names(List<Measurement> measurements) {
    return measurements.stream().map(Measurement::member).toList();
  }
}
