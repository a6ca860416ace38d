package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SendingGateway;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many dead letters handed back by one job. */
@ExtendWith(SendingGateway.class)
class BulkRedriveIT {
  /** Events of one document. */
  private static final int EPCIS_EVENTS = 100;

  private final GatewayProcess gateway;
  private final Client client;

  BulkRedriveIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.client = gateway.client();
  }

  /** The long form is {@code -Dletters.bulk=5000 -Dletters.rate=200}. */
  @Test
  void shouldRedriveInBulkInOrderAndNotAboveTheRate() {
    int count = Integer.getInteger("letters.bulk", 60);
    int perSecond = Integer.getInteger("letters.rate", 20);
    for (int sent = 0; sent < count; sent += EPCIS_EVENTS) {
      capture(Math.min(EPCIS_EVENTS, count - sent));
    }
    var body =
        new JsonObject()
            .put("filter", new JsonObject().put("code", "unknown-shipment"))
            .put("max", 10_000)
            .put("perSecond", perSecond);
    var redrives = "/v1/dead-letters/redrive";
    await()
        .atMost(120, SECONDS)
        .until(
            () -> client.post(redrives, body.copy().put("dryRun", true)).expect(200).json(),
            new JsonObject().put("matched", count)::equals);
    var before = gateway.topics().readAll("shipment-dead-letters").size();
    var startNanos = System.nanoTime();
    var start = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    var job = client.post(redrives, body).expect(202).header("Location");

    await()
        .atMost(120L + 2 * count / perSecond, SECONDS)
        .until(() -> client.get(job).expect(200).json().getString("state").equals("DONE"));
    var done = client.get(job).expect(200).json();
    assertThat(List.of(done.getInteger("done"), done.getInteger("refused")))
        .containsExactly(count, 0);
    assertThat(System.nanoTime() - startNanos)
        .isGreaterThan(SECONDS.toNanos(1) * (count - 1) / perSecond - SECONDS.toNanos(1) / 20);
    // Each was tried once, and parked again: there still is no such shipment.
    await()
        .atMost(120, SECONDS)
        .until(
            () -> client.post(redrives, body.copy().put("dryRun", true)).expect(200).json(),
            new JsonObject().put("matched", count)::equals);
    var records =
        gateway.topics().readAll("shipment-dead-letters").stream().map(TopicReader::json).toList();
    assertThat(records).hasSize(before + 2 * count);
    assertBulk(records, start, count, perSecond);
  }

  private static void assertBulk(
      List<JsonObject> records, Instant start, int count, int perSecond) {
    Map<String, String> order = new HashMap<>();
    records.stream()
        .filter(one -> one.getString("type").equals("deadletter.parked.v1"))
        .map(one -> one.getJsonObject("data"))
        .forEach(
            letter ->
                order.put(
                    letter.getString("letterId"),
                    letter.getString("firstAt") + letter.getString("letterId")));
    // Of several partitions: their own order is that of their times.
    var redriven =
        records.stream()
            .filter(one -> one.getString("type").equals("deadletter.redriven.v1"))
            .filter(one -> !Instant.parse(one.getString("time")).isBefore(start))
            .sorted(Comparator.comparing(one -> one.getString("time")))
            .toList();
    assertThat(redriven).hasSize(count);
    for (int i = 1; i < count; i++) {
      var former = redriven.get(i - 1);
      var later = redriven.get(i);
      if (!former.getString("time").equals(later.getString("time"))) {
        assertThat(order.get(later.getString("subject")))
            .isGreaterThan(order.get(former.getString("subject")));
      }
      if (i >= perSecond + perSecond / 10) {
        var window = redriven.get(i - perSecond - perSecond / 10).getString("time");
        assertThat(Instant.parse(later.getString("time")))
            .isAfterOrEqualTo(Instant.parse(window).plusSeconds(1));
      }
    }
  }

  /** Has events of a container that no shipment has kept as letters. */
  private void capture(int count) {
    var events = new JsonArray();
    for (int i = 0; i < count; i++) {
      events.add(
          new JsonObject()
              .put("type", "ObjectEvent")
              .put("eventID", "urn:uuid:" + UUID.randomUUID())
              .put("eventTime", "2026-01-02T03:00:00+01:00")
              .put("eventTimeZoneOffset", "+01:00")
              .put("action", "OBSERVE")
              .put("epcList", new JsonArray().add("urn:epc:id:bic:MSKU0000000"))
              .put("bizStep", "shipping"));
    }
    var document =
        new JsonObject()
            .put("@context", "https://ref.gs1.org/standards/epcis/epcis-context.jsonld")
            .put("type", "EPCISDocument")
            .put("schemaVersion", "2.0")
            .put("creationDate", "2026-01-01T00:00:00Z")
            .put("epcisBody", new JsonObject().put("eventList", events));
    client
        .send("POST", "/v1/epcis/capture", document.toBuffer().getBytes(), "application/ld+json")
        .join()
        .expect(202);
  }
}
