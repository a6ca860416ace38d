package io.quayside.gateway;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Real vessels' reports, each vessel's in the order of the file and the vessels side by side.
 * {@code -Dvessel.tracks=FILE} takes another file.
 */
@ExtendWith(SharedGateway.class)
class VesselTracksIT {
  private static final int AT_ONCE = 32;
  private static final long WINDOW = 1_024;

  private final TopicReader topics;
  private final Dispatcher dispatcher;

  VesselTracksIT(GatewayProcess gateway) {
    topics = gateway.topics();
    dispatcher = new Dispatcher(gateway.client());
  }

  @Test
  void shouldTellEveryReportApartAsTheFileItselfDoes() throws IOException {
    Map<String, List<JsonObject>> vessels =
        Files.readAllLines(file()).stream()
            .map(JsonObject::new)
            .collect(
                groupingBy(report -> report.getString("deviceId"), LinkedHashMap::new, toList()));

    Map<String, Voyage> voyages = new LinkedHashMap<>();
    try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<String, CompletableFuture<Voyage>> running = new LinkedHashMap<>();
      vessels.forEach(
          (vessel, reports) ->
              running.put(
                  vessel, CompletableFuture.supplyAsync(() -> sail(vessel, reports), pool)));
      running.forEach((vessel, voyage) -> voyages.put(vessel, voyage.join()));
    }

    vessels.forEach(
        (vessel, reports) ->
            assertThat(voyages.get(vessel).verdicts()).as(vessel).isEqualTo(expected(reports)));
    assertThat(logged(voyages)).isEqualTo(keptOf(vessels));
  }

  /** What became of a vessel's reports, in their order. */
  private record Voyage(String shipmentId, List<String> verdicts) {}

  private Voyage sail(String vessel, List<JsonObject> reports) {
    var booking = Bodies.booking().put("reference", vessel);
    var shipmentId = dispatcher.book(booking).expect(201).json().getString("shipmentId");
    return new Voyage(
        shipmentId,
        reports.stream().map(report -> dispatcher.verdict(shipmentId, report)).toList());
  }

  /** The verdicts that a vessel's reports deserve, by the contract's words and nothing of ours. */
  private static List<String> expected(List<JsonObject> reports) {
    List<String> verdicts = new ArrayList<>();
    var seen = new HashSet<Long>();
    long highest = -1;
    for (var report : reports) {
      long sequence = report.getLong("sequence");
      if (sequence < highest - (WINDOW - 1)) {
        verdicts.add("late");
      } else {
        verdicts.add(seen.add(sequence) ? "accepted" : "duplicate");
      }
      highest = Math.max(highest, sequence);
    }
    return verdicts;
  }

  /** For each vessel, how often the file would have each of its sequences kept. */
  private static Map<String, Map<Long, Long>> keptOf(Map<String, List<JsonObject>> vessels) {
    Map<String, Map<Long, Long>> kept = new LinkedHashMap<>();
    vessels.forEach(
        (vessel, reports) -> {
          var verdicts = expected(reports);
          Map<Long, Long> counts = new LinkedHashMap<>();
          for (int i = 0; i < reports.size(); i++) {
            if (!verdicts.get(i).equals("duplicate")) {
              counts.merge(reports.get(i).getLong("sequence"), 1L, Long::sum);
            }
          }
          kept.put(vessel, counts);
        });
    return kept;
  }

  /** For each vessel, how often each of its sequences stands in the topic. */
  private Map<String, Map<Long, Long>> logged(Map<String, Voyage> voyages) {
    Map<String, String> vesselOf =
        voyages.entrySet().stream()
            .collect(toMap(voyage -> voyage.getValue().shipmentId(), Map.Entry::getKey));
    Map<String, Map<Long, Long>> logged = new LinkedHashMap<>();
    for (var record : topics.read("shipment-positions")) {
      var vessel = vesselOf.get(record.key());
      if (vessel != null) {
        var data = TopicReader.json(record).getJsonObject("data");
        assertThat(data.getString("deviceId")).isEqualTo(vessel);
        logged
            .computeIfAbsent(vessel, key -> new LinkedHashMap<>())
            .merge(data.getLong("sequence"), 1L, Long::sum);
      }
    }
    return logged;
  }

  private static Path file() {
    var given = System.getProperty("vessel.tracks");
    return given != null
        ? Path.of(given)
        : Path.of(
            System.getProperty("basedir", ""),
            "src/test/resources/vessel-tracks/vessel-positions.ndjson");
  }
}
