package io.quayside.gateway.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.domain.stream.Contexts;
import io.quayside.gateway.config.PostgresUri;
import io.quayside.log.kafka.ClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import reads before it writes anything. */
class ImportTest {
  private static final String ONE = "01JQ8ZK3V5T7Y9B1D3F5H7K9M0";
  private static final String OTHER = "01JQ8ZK3V5T7Y9B1D3F5H7K9M1";

  @TempDir private Path directory;

  private static String event(String id, int version, String type, String data) {
    return """
    {"specversion":"1.0","id":"%1$s/%2$d","source":"/quayside","type":"%3$s","subject":"%1$s",\
    "time":"2026-03-02T08:15:30.125Z","datacontenttype":"application/json",\
    "shipmentversion":%2$d,"commandid":"K7Q2M4X9C1B5N8V3","data":%4$s}\
    """
        .formatted(id, version, type, data);
  }

  private static String booked(String id) {
    return event(
        id,
        1,
        "shipment.booked.v1",
        """
        {"reference":"PO-1","shipper":"Nordlicht Pumps","mode":"SEA",\
        "origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"NLRTM"},\
        "cargo":{"description":"Pumps","packages":12,"grossWeightKg":2400.5},\
        "requestedPickupAt":"2026-03-03T06:00:00.000Z",\
        "requestedDeliveryBy":"2026-03-09T18:30:00.000Z","status":"BOOKED"}\
        """);
  }

  private static String cancelled(String id, int version) {
    return event(
        id, version, "shipment.cancelled.v1", "{\"reason\":\"none\",\"status\":\"CANCELLED\"}");
  }

  private Import.Imported check(String... lines) throws IOException {
    var file = directory.resolve("events.ndjson");
    Files.writeString(file, String.join("\n", lines) + '\n', UTF_8);
    var stores =
        new Stores(
            new ClientSettings("127.0.0.1:1", Map.of()),
            PostgresUri.parse("postgresql://quayside@127.0.0.1:1/quayside").orElseThrow(),
            1);
    var progress = new Progress(new PrintStream(new ByteArrayOutputStream()), false, () -> 0);
    return new Import(stores, Contexts.STANDARD, file, progress).check();
  }

  @Test
  void shouldTakeStreamsOneAfterAnotherAndMixed() throws IOException {
    var whole = new Import.Imported(4, 2);
    assertThat(check(booked(ONE), cancelled(ONE, 2), booked(OTHER), cancelled(OTHER, 2)))
        .isEqualTo(whole);
    assertThat(check(booked(ONE), booked(OTHER), cancelled(ONE, 2), cancelled(OTHER, 2)))
        .isEqualTo(whole);
  }

  @Test
  void shouldRefuseAByteOrderMark() {
    assertThatThrownBy(() -> check('\ufeff' + booked(ONE)))
        .isInstanceOf(ToolException.class)
        .hasMessage("line 1: cannot decode: it does not begin with {");
    assertThatThrownBy(() -> check(booked(ONE), ' ' + booked(OTHER)))
        .hasMessageStartingWith("line 2: cannot decode: ");
  }

  @Test
  void shouldRefuseAnEventThatCannotFollow() {
    assertThatThrownBy(() -> check(booked(OTHER), cancelled(ONE, 1)))
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("line 2: version 1 of " + ONE + " cannot follow: ");
    assertThatThrownBy(() -> check(booked(ONE), cancelled(ONE, 2), cancelled(ONE, 3)))
        .hasMessageStartingWith("line 3: version 3 of " + ONE + " cannot follow: ");
    assertThatThrownBy(
            () -> check(booked(ONE), booked(OTHER), cancelled(ONE, 2), cancelled(ONE, 3)))
        .hasMessageStartingWith("line 4: version 3 of " + ONE + " cannot follow: ");
  }
}
