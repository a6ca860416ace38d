package io.quayside.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.cluster.Shards;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Nodes;
import io.quayside.gateway.harness.TopicReader;
import io.quayside.gateway.harness.WebhookReceiver;
import io.quayside.gateway.harness.WebhookReceiver.Received;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three nodes with webhooks. Commands go to the first, which no test stops. */
record WebhookNodes(Nodes nodes) {
  static final int SHARDS = 12;
  private static final int WITHIN_SECONDS = 60;

  /** Notes each write that sets a cursor, an epoch or a lane back. */
  private static final String WATCH =
      """
      create table went_back (what text);
      create function note_cursor() returns trigger language plpgsql as $$
      begin
        insert into went_back values (old::text || ' -> ' || new::text);
        return null;
      end $$;
      create trigger note_cursor after update on consumer_cursors for each row
        when (new.next_offset < old.next_offset or new.epoch < old.epoch)
        execute function note_cursor();
      create trigger note_lane after update on consumer_lanes for each row
        when (new.next_version < old.next_version)
        execute function note_cursor();
      """;

  /** Begins to note what goes back. */
  void watch() throws SQLException {
    nodes.sql().execute(WATCH);
  }

  void assertNothingWentBack() throws SQLException {
    try (var connection = nodes.sql().connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select what from went_back")) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      assertThat(found).isEmpty();
    }
  }

  Client client() {
    return nodes.first().client();
  }

  String book() {
    return book(client());
  }

  static String book(Client client) {
    return client
        .post("/v1/shipments", Bodies.booking())
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  /** Sends it again while the shard moves. */
  void assign(String id, String vehicle) {
    var path = "/v1/shipments/" + id + "/carrier-assignment";
    var key = (id + vehicle).replace(' ', '-');
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .until(
            () -> client().post(path, Bodies.carrier(vehicle), "Idempotency-Key", key).accepted());
  }

  /** Makes a webhook that the first node, which lives longest, does not run. */
  String make(String url) {
    return make(url, owned(nodes.first()).negate());
  }

  /** Makes a webhook that a node runs. */
  String makeAt(GatewayProcess node, String url) {
    return make(url, owned(node));
  }

  private String make(String url, Predicate<String> wanted) {
    var fields = new JsonObject().put("url", url);
    while (true) {
      var webhookId =
          client().post("/v1/webhooks", fields).expect(201).json().getString("webhookId");
      if (wanted.test(webhookId)) {
        return webhookId;
      }
      remove(webhookId);
    }
  }

  void remove(String webhookId) {
    client().send("DELETE", path(webhookId), null, null).join().expect(204);
  }

  private static String path(String webhookId) {
    return "/v1/webhooks/" + webhookId;
  }

  /** A webhook's lanes in a state. */
  JsonArray lanes(String webhookId, String state) {
    return items(client(), path(webhookId) + "/lanes?state=" + state);
  }

  static JsonArray items(Client client, String path) {
    return client.get(path).expect(200).json().getJsonArray("items");
  }

  /** How often the topic says that an event of a shipment was parked. */
  long parkings(String shipmentId) {
    return new TopicReader(nodes.kafkaBootstrap())
        .readAll("shipment-dead-letters").stream()
            .map(TopicReader::json)
            .filter(record -> record.getString("type").equals("deadletter.parked.v1"))
            .map(record -> record.getJsonObject("data"))
            .filter(letter -> shipmentId.equals(letter.getString("shipmentId")))
            .count();
  }

  /** Redrives a shipment's one letter; sent again while the shard moves. */
  void redrive(String shipmentId) {
    var letters = items(client(), "/v1/dead-letters?shipmentId=" + shipmentId);
    assertThat(letters).hasSize(1);
    var letterId = letters.getJsonObject(0).getString("letterId");
    await()
        .atMost(WITHIN_SECONDS, SECONDS)
        .until(
            () ->
                client()
                    .post("/v1/dead-letters/" + letterId + "/redrive", new JsonObject())
                    .accepted());
  }

  /** The node that runs most of the webhooks, of those that are not the first. */
  GatewayProcess owner(List<String> webhookIds) {
    return Stream.of(nodes.get(1), nodes.last())
        .max(Comparator.comparingLong(node -> webhookIds.stream().filter(owned(node)).count()))
        .orElseThrow();
  }

  /** Whether a node runs a webhook: it serves the shard that a shipment with its id would have. */
  private static Predicate<String> owned(GatewayProcess node) {
    var shards =
        members(node)
            .filter(one -> one.getBoolean("self", false))
            .flatMap(one -> one.getJsonArray("shards").stream())
            .collect(Collectors.toSet());
    return webhookId -> shards.contains(Shards.of(webhookId, SHARDS));
  }

  private static Stream<JsonObject> members(GatewayProcess node) {
    return node.client().get("/v1/cluster").expect(200).json().getJsonArray("nodes").stream()
        .map(JsonObject.class::cast);
  }

  /** Waits until every node sees three members that have shards. */
  void awaitWhole() {
    for (var node : List.of(nodes.first(), nodes.get(1), nodes.last())) {
      await()
          .atMost(WITHIN_SECONDS, SECONDS)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(members(node))
                      .filteredOn(one -> !one.getJsonArray("shards").isEmpty())
                      .hasSize(3));
    }
  }

  /** By shipment, the versions of one webhook in the order in which they came first. */
  static Map<String, Set<Integer>> taken(WebhookReceiver receiver, String target) {
    Map<String, Set<Integer>> versions = new HashMap<>();
    for (Received one : receiver.received()) {
      if (one.target().equals(target)) {
        var id = one.id().split("/", 2);
        versions.computeIfAbsent(id[0], any -> new LinkedHashSet<>()).add(Integer.valueOf(id[1]));
      }
    }
    return versions;
  }
}
