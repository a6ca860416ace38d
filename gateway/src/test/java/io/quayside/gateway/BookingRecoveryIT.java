package io.quayside.gateway;

import static io.quayside.gateway.harness.BookingClient.plan;
import static io.quayside.gateway.harness.BookingClient.spot;
import static io.quayside.gateway.harness.TenderClient.waterfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bookings of a gateway that is killed under them, and whose read models are lost. */
class BookingRecoveryIT {
  private static final int BOOKINGS = 12;
  private static final int KILLS = 3;

  /** Bids are taken for less time than a gateway needs to start. */
  private static final int CLOSES_AFTER_SECONDS = 5;

  /** What is due by PostgreSQL is noticed that late. */
  private static final int POLL_SECONDS = 5;

  private static final Map<String, String> SETTINGS =
      Map.of("QUAYSIDE_SAGA_POLL_SECONDS", Integer.toString(POLL_SECONDS));

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration FIRES_WITHIN = Duration.ofSeconds(POLL_SECONDS + 10);

  private GatewayProcess gateway = GatewayProcess.startFresh("booking-recovery", SETTINGS);

  @AfterEach
  void stopGateway() {
    gateway.closeAndForget();
  }

  @Test
  void shouldTakeEachStepOnceWhateverIsLost() throws SQLException {
    var ids = IntStream.range(0, BOOKINGS).mapToObj(i -> booking()).toList();
    for (var kill = 0; kill < KILLS; kill++) {
      gateway.kill9();
      gateway = GatewayProcess.startAgain(gateway, SETTINGS);
      accept(ids.subList(kill * ids.size() / KILLS, (kill + 1) * ids.size() / KILLS));
    }
    for (var id : ids) {
      at(id).awaitPhase("RELEASED");
      assertThat(at(id).types())
          .containsExactly(
              "shipment.booked",
              "booking.started",
              "bidding.tender-opened",
              "bidding.bid-placed",
              "bidding.tender-closed",
              "bidding.offer-made",
              "bidding.offer-accepted",
              "shipment.carrier-assigned",
              "documentation.requested",
              "shipment.released");
      assertThat(at(id).events().stream().map(event -> event.getString("commandid")))
          .doesNotHaveDuplicates();
    }
    rebuild(ids);
  }

  /** PostgreSQL is emptied under bookings: no event, no step, the same state. */
  private void rebuild(List<String> released) throws SQLException {
    var ids = new ArrayList<>(released);
    ids.addAll(unfinished());
    var before = views(ids);
    assertThat(before.values()).allMatch(saga -> saga.getJsonObject("next") != null);
    int events = gateway.topics().readAll("shipment-events").size();

    gateway.kill9();
    forgetReadModels();
    gateway = GatewayProcess.startAgain(gateway, SETTINGS);

    assertThat(views(ids)).isEqualTo(before);
    assertThat(gateway.topics().readAll("shipment-events")).hasSize(events);
    assertThat(gateway.complaints()).isEmpty();
  }

  /** One that takes bids, one whose offer stands, and one that is paused. */
  private List<String> unfinished() {
    var collecting = BookingClient.started(gateway.client(), plan(spot(3_600)));
    collecting.awaitEvent("bidding.tender-opened");
    var offered = BookingClient.started(gateway.client(), plan(waterfall("CMDU", "MAEU")));
    offered.awaitEvent("bidding.offer-made");
    var paused = BookingClient.started(gateway.client(), plan(spot(3_600)));
    paused.awaitEvent("bidding.tender-opened");
    paused.pause("strike in the port").expect(200);
    paused.awaitSaga(saga -> saga.containsKey("paused"));
    return Stream.of(collecting, offered, paused).map(BookingClient::shipmentId).toList();
  }

  @Test
  void shouldFireOnceWhatFellDueWhileEverythingWasDown() {
    var booking = at(booking());
    var tender = booking.events().get(2).getJsonObject("data");
    var closesAt = Instant.parse(tender.getString("closesAt"));
    gateway.stop();
    await().atMost(PATIENCE).until(() -> Instant.now().isAfter(closesAt.plusSeconds(1)));

    gateway = GatewayProcess.startAgain(gateway, SETTINGS);
    var ready = Instant.now();

    var again = at(booking.shipmentId());
    var closed = Instant.parse(again.awaitEvent("bidding.tender-closed").getString("time"));
    assertThat(closed).isBefore(ready.plus(FIRES_WITHIN));
    again.awaitEvent("bidding.offer-made");
    again.awaitTypes(
        "shipment.booked",
        "booking.started",
        "bidding.tender-opened",
        "bidding.bid-placed",
        "bidding.tender-closed",
        "bidding.offer-made");
  }

  /** A booking with one bid, and a document that the release does not wait for. */
  private String booking() {
    var delivery =
        new JsonObject().put("type", "PROOF_OF_DELIVERY").put("dueAfterSeconds", 604_800);
    var plan =
        plan(spot(CLOSES_AFTER_SECONDS))
            .put("documents", new JsonArray().add(delivery))
            .put("autoRelease", true);
    var booking = BookingClient.book(gateway.client()).start(plan);
    booking.awaitEvent("bidding.tender-opened");
    booking.tender(1).bid("HLCU", "980").expect(200);
    return booking.shipmentId();
  }

  private BookingClient at(String shipmentId) {
    return BookingClient.of(gateway.client(), shipmentId);
  }

  private void accept(List<String> ids) {
    for (var id : ids) {
      at(id).awaitEvent("bidding.offer-made");
      at(id).tender(1).accept("HLCU").expect(200);
    }
  }

  private Map<String, JsonObject> views(List<String> ids) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> ids.stream().collect(Collectors.toMap(id -> id, id -> at(id).saga())),
            views -> true);
  }

  /** As if PostgreSQL had been emptied: all of it comes back from the log. */
  private void forgetReadModels() throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(gateway.ports().postgres());
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var statement = connection.createStatement()) {
      statement.execute(
          "truncate shipments, events, positions, devices, checkpoints, tenders, tender_parties,"
              + " documents, sagas");
    }
  }
}
