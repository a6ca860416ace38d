package io.quayside.gateway;

import static io.quayside.gateway.harness.TenderClient.spot;
import static io.quayside.gateway.harness.TenderClient.waterfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Caller;
import io.quayside.gateway.harness.Command;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.Sql;
import io.quayside.gateway.harness.TenderClient;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a tender by time and by what happens around it, without a booking. */
@ExtendWith(SharedGateway.class)
class TenderClockIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;
  private final Caller http;

  TenderClockIT(GatewayProcess gateway) {
    this.gateway = gateway;
    dispatcher = new Dispatcher(gateway.client());
    http = Caller.overHttp(gateway.client());
  }

  private List<JsonObject> events(String shipmentId) {
    return dispatcher.history(shipmentId, 1).getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private List<String> types(String shipmentId) {
    return events(shipmentId).stream()
        .map(event -> event.getString("type").replace(".v1", ""))
        .toList();
  }

  private void awaitTypes(String shipmentId, String... types) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(types(shipmentId)).containsExactly(types));
  }

  private TenderClient open(String shipmentId, JsonObject terms) {
    return TenderClient.open(http, shipmentId, terms);
  }

  @Test
  void shouldCloseInTimeAndFailWithoutABid() {
    var id = dispatcher.book();

    open(id, spot(Duration.ofSeconds(2)));

    awaitTypes(
        id,
        "shipment.booked",
        "bidding.tender-opened",
        "bidding.tender-closed",
        "bidding.tender-failed");
    var opened = events(id).get(1);
    var closed = events(id).get(2);
    var closesAt = Instant.parse(opened.getJsonObject("data").getString("closesAt"));
    assertThat(Instant.parse(closed.getString("time")))
        .isBetween(closesAt, closesAt.plusSeconds(10));
    assertThat(closed.getString("commandid")).matches("[0-9A-HJKMNP-TV-Z]{26}-saga\\.close");
    assertThat(closed.getJsonObject("data").containsKey("early")).isFalse();
    assertThat(events(id).get(3).getJsonObject("data").getString("cause")).isEqualTo("NO_BIDS");
  }

  @Test
  void shouldOfferToOneCarrierAfterTheOther() {
    var id = dispatcher.book();

    var tender = open(id, waterfall("MAEU", "HLCU", "CMDU").put("respondWithinSeconds", 3));
    awaitTypes(id, "shipment.booked", "bidding.tender-opened", "bidding.offer-made");
    tender.decline("MAEU").expect(200);
    awaitTypes(
        id,
        "shipment.booked",
        "bidding.tender-opened",
        "bidding.offer-made",
        "bidding.offer-declined",
        "bidding.offer-made",
        "bidding.offer-expired",
        "bidding.offer-made",
        "bidding.offer-expired",
        "bidding.tender-failed");
    assertThat(events(id).getLast().getJsonObject("data").getString("cause"))
        .isEqualTo("ALL_DECLINED");
  }

  @Test
  void shouldWithdrawForAnAssignmentByHandAndForACancellation() {
    var assigned = dispatcher.book();
    open(assigned, spot());
    dispatcher.assignCarrier(assigned, "HH-QS 1").expect(200);
    awaitTypes(
        assigned,
        "shipment.booked",
        "bidding.tender-opened",
        "shipment.carrier-assigned",
        "bidding.tender-withdrawn");
    assertThat(events(assigned).getLast().getJsonObject("data").getString("cause"))
        .isEqualTo("CARRIER_ASSIGNED");

    var cancelled = dispatcher.book();
    open(cancelled, spot());
    dispatcher.cancel(cancelled, "no demand").expect(200);
    awaitTypes(
        cancelled,
        "shipment.booked",
        "bidding.tender-opened",
        "shipment.cancelled",
        "bidding.tender-withdrawn");
    assertThat(events(cancelled).getLast().getJsonObject("data").getString("cause"))
        .isEqualTo("SHIPMENT_CANCELLED");
  }

  @Test
  void shouldYieldToAnAssignmentByHandWhateverTheTenderHasComeTo() {
    var evaluating = open(dispatcher.book(), spot());
    var offered = open(dispatcher.book(), spot());
    var confirmed = open(dispatcher.book(), spot());
    for (var tender : List.of(evaluating, offered, confirmed)) {
      tender.bid("HLCU", "980").expect(200);
      tender.close().expect(200);
    }
    offered.offer("HLCU").expect(200);
    confirmed.offer("HLCU").expect(200);
    confirmed.accept("HLCU").expect(200);

    Map.of(
            evaluating, "bidding.tender-withdrawn",
            offered, "bidding.tender-withdrawn",
            confirmed, "bidding.award-revoked")
        .forEach(
            (tender, type) -> {
              var id = tender.shipmentId();
              dispatcher.assignCarrier(id, "HH-QS 1").expect(200);
              await().atMost(PATIENCE).until(() -> types(id).contains(type));
              var last = events(id).getLast().getJsonObject("data");
              assertThat(last.getString("cause")).isEqualTo("CARRIER_ASSIGNED");
            });
  }

  @Test
  void shouldKeepARowOnlyWhileThereIsSomethingToDo() {
    var id = dispatcher.book();
    var tender = open(id, spot());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(id)).isEqualTo(1));

    tender.withdraw("booked elsewhere").expect(200);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(rows(id)).isZero());
  }

  @Test
  void shouldCountCurrentTendersAndOverdueDocuments() {
    var id = dispatcher.book();
    open(id, spot());
    http.call(
            Command.of(
                "RequestDocument",
                id,
                new JsonObject()
                    .put("type", "PACKING_LIST")
                    .put("dueAt", Instant.now().plusSeconds(3).toString())))
        .expect(201);

    awaitCount(
        "quayside_tenders{status=\"COLLECTING\"",
        "select count(*) from tenders where status = 'COLLECTING'");
    awaitCount(
        "quayside_documents_overdue",
        "select count(*) from documents where due_at <= now()"
            + " and (status in ('REQUESTED', 'SUBMITTED', 'REJECTED')"
            + " or (status in ('VERIFIED', 'ISSUED') and type = 'BILL_OF_LADING'))");
  }

  /** Waits until a metric shows what a query counts; none of either is a wrong answer. */
  private void awaitCount(String metric, String query) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              long counted = new Sql(gateway).number(query);
              assertThat(counted).isPositive();
              assertThat(
                      gateway
                          .client()
                          .management("/metrics")
                          .text()
                          .lines()
                          .filter(line -> line.startsWith(metric)))
                  .singleElement()
                  .satisfies(line -> assertThat(line).endsWith(" " + counted + ".0"));
            });
  }

  private int rows(String shipmentId) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(gateway.ports().postgres());
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var statement =
            connection.prepareStatement("select count(*) from sagas where shipment_id = ?")) {
      statement.setString(1, shipmentId);
      var found = statement.executeQuery();
      found.next();
      return found.getInt(1);
    }
  }
}
