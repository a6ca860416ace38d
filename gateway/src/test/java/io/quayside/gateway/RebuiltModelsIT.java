package io.quayside.gateway;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log is projected once more, over read models that have most of it already. */
class RebuiltModelsIT {
  private static final String KEY = "Idempotency-Key";

  /** More than a shipment's stream itself remembers. */
  private static final int MILESTONES = 40;

  private static final int POSITIONS = 30;

  /** Of these, of a device that has restarted since it reported for the first time. */
  private static final int OF_A_NEW_EPOCH = 10;

  /** The verdicts on all of them once more, and on the first of another device. */
  private static final Map<String, Long> REPEATED =
      Map.of("duplicate", POSITIONS - 1L, "late", 1L, "accepted", 1L);

  private final Instant started = Bodies.now();
  private GatewayProcess gateway = GatewayProcess.startFresh("rebuilt-models");

  @AfterEach
  void stopGateway() {
    gateway.closeAndForget();
  }

  @Test
  void shouldWriteOnlyWhatIsMissing() throws SQLException {
    var shipments = IntStream.range(0, 5).mapToObj(i -> journey()).toList();
    shipments.forEach(this::awaitPositions);
    var views = views(shipments);
    var board = board();
    var answers = shipments.stream().map(id -> keyed(id, MILESTONES - 2)).toList();

    gateway.kill9();
    // PostgreSQL outlives a kill. What is below the version of a shipment's row is not looked for.
    var first = "shipment_id = '" + shipments.getFirst() + "'";
    execute(
        "update checkpoints set events_next = 0, positions_next = 0",
        "delete from shipments where " + first,
        "delete from documents where " + first,
        "delete from events where version % 3 = 0 and " + first,
        "delete from positions where sequence % 3 = 0",
        "delete from devices");
    gateway = GatewayProcess.startAgain(gateway);

    assertThat(views(shipments).equals(views)).as("the same as before").isTrue();
    assertThat(board()).as("the documents of all shipments").hasSize(5).isEqualTo(board);
    assertThat(shipments.stream().map(id -> keyed(id, MILESTONES - 2)))
        .as("receipts")
        .isEqualTo(answers);
    assertThat(shipments.stream().map(this::verdicts)).as("windows").allMatch(REPEATED::equals);
    assertThat(gateway.complaints()).isEmpty();
  }

  private String journey() {
    var dispatcher = new Dispatcher(gateway.client());
    var shipmentId = dispatcher.bookAndPickUp();
    gateway
        .client()
        .post(
            "/v1/shipments/" + shipmentId + "/documents",
            new JsonObject().put("type", "PROOF_OF_DELIVERY"))
        .expect(201);
    IntStream.range(0, MILESTONES).forEach(i -> keyed(shipmentId, i));
    updates()
        .forEach(
            update -> assertThat(dispatcher.verdict(shipmentId, update)).isEqualTo("accepted"));
    return shipmentId;
  }

  private static Stream<JsonObject> updates() {
    return IntStream.range(0, POSITIONS)
        .mapToObj(
            i ->
                i < POSITIONS - OF_A_NEW_EPOCH
                    ? Bodies.position("truck-1", i)
                    : restarted(i - POSITIONS + OF_A_NEW_EPOCH));
  }

  private static JsonObject restarted(int update) {
    return update == 0
        ? Bodies.position("truck-3", 700)
        : Bodies.position("truck-3", update).put("sequenceEpoch", 2);
  }

  /** The answer to a milestone, whether decided now or before. */
  private String keyed(String shipmentId, int number) {
    var key = shipmentId + "-" + number;
    var body = Bodies.milestone("DEPARTED", started).put("note", key);
    var answer = new Dispatcher(gateway.client()).milestone(shipmentId, body, KEY, key);
    assertThat(answer.accepted()).as(answer.text()).isTrue();
    return answer.text();
  }

  /** What queries show of each shipment: itself, its history and its positions. */
  private List<List<JsonObject>> views(List<String> shipments) {
    var dispatcher = new Dispatcher(gateway.client());
    return shipments.stream()
        .map(
            id ->
                List.of(
                    dispatcher.view(id, MILESTONES + 1),
                    dispatcher.history(id, MILESTONES + 1),
                    positions(id)))
        .toList();
  }

  /** The documents of all shipments, as a list shows them. */
  private JsonArray board() {
    return gateway.client().get("/v1/documents").expect(200).json().getJsonArray("items");
  }

  private Map<String, Long> verdicts(String shipmentId) {
    var dispatcher = new Dispatcher(gateway.client());
    var others = Stream.of(Bodies.position("truck-2", 0));
    return Stream.concat(updates(), others)
        .map(update -> dispatcher.verdict(shipmentId, update))
        .collect(groupingBy(verdict -> verdict, counting()));
  }

  private JsonObject positions(String shipmentId) {
    return gateway
        .client()
        .get("/v1/shipments/" + shipmentId + "/positions?limit=100")
        .expect(200)
        .json();
  }

  private void awaitPositions(String shipmentId) {
    await()
        .until(
            () -> positions(shipmentId).getJsonArray("items").size(), count -> count == POSITIONS);
  }

  private void execute(String... statements) throws SQLException {
    var url = "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(gateway.ports().postgres());
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
    }
  }
}
