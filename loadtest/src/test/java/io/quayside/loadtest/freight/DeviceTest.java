package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SHIPMENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

  @Test
  void shouldReportWithinTheBoundsOfTheContract() throws IOException {
    for (int number = 0; number < 1_000; number++) {
      Device device = Device.on(SHIPMENT, new Fleet(6).consignment(number), NOON).next();

      JsonNode report = JSON.readTree(device.report(NOON.plusSeconds(number)));

      assertThat(report.path("sequence").asLong()).isEqualTo(1);
      assertThat(report.path("position").path("lat").asDouble()).isBetween(-90.0, 90.0);
      assertThat(report.path("position").path("lon").asDouble()).isBetween(-180.0, 180.0);
      assertThat(report.path("headingDeg").asDouble()).isBetween(0.0, 359.9);
      assertThat(report.path("speedKph").asDouble()).isBetween(0.0, 2_000.0);
      assertThat(report.path("batteryPct").asDouble()).isBetween(0.0, 100.0);
    }
  }

  @Test
  void shouldReportFromBeforeItWasAskedFirst() throws IOException {
    Device device = Device.on(SHIPMENT, new Fleet(6).consignment(1), NOON);

    JsonNode report = JSON.readTree(device.report(NOON.minusSeconds(600)));

    assertThat(report.path("batteryPct").asDouble()).isEqualTo(100);
  }

  @Test
  void shouldNameTheShipmentOnlyWhereTheAddressDoesNot() throws IOException {
    Device device = Device.on(SHIPMENT, new Fleet(6).consignment(1), NOON).next().next();

    JsonNode addressed = JSON.readTree(device.addressedReport(NOON));

    assertThat(addressed.path("shipmentId").asText()).isEqualTo(SHIPMENT);
    assertThat(addressed.path("sequence").asLong()).isEqualTo(2);
    assertThat(JSON.readTree(device.report(NOON)).has("shipmentId")).isFalse();
  }
}
