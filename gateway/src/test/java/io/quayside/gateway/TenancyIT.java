package io.quayside.gateway;

import static io.quayside.gateway.harness.TopicReader.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two tenants at one gateway: whose shipments there are, in lists, queries, the log and the
 * history, and what happens to the right of a carrier that is assigned or replaced.
 */
@ExtendWith(SecuredGateway.class)
class TenancyIT {
  private static final String UNKNOWN = "0".repeat(26);

  private final Secured secured;
  private final Client client;

  /** New tenants for each test, so that lists hold what the test has made. */
  private final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 12);

  private final String otherTenant = tenant + "-other";

  TenancyIT(Secured secured) {
    this.secured = secured;
    this.client = secured.client();
  }

  @BeforeEach
  void makeTenants() {
    secured.tenant(tenant);
    secured.tenant(otherTenant);
  }

  private String[] operator(String actingIn, String... more) {
    var headers = new String[] {"Authorization", "Bearer " + secured.bootstrapKey()};
    return with(with(headers, "Quayside-Tenant", actingIn), more);
  }

  private String[] operator(String actingIn) {
    return operator(actingIn, new String[0]);
  }

  private static String[] with(String[] headers, String... more) {
    return Stream.concat(Arrays.stream(headers), Arrays.stream(more)).toArray(String[]::new);
  }

  private String[] carrier(String... carriers) {
    var scope = new JsonObject().put("carriers", new JsonArray(Arrays.asList((Object[]) carriers)));
    return SecuredGateway.bearer(secured.key(tenant, "carrier", scope));
  }

  private String[] shipper(String... shippers) {
    var scope = new JsonObject().put("shippers", new JsonArray(Arrays.asList((Object[]) shippers)));
    return SecuredGateway.bearer(secured.key(tenant, "shipper", scope));
  }

  private String book(String actingIn, String shipper) {
    return client
        .post("/v1/shipments", Bodies.booking().put("shipper", shipper), operator(actingIn))
        .expect(201)
        .json()
        .getString("shipmentId");
  }

  private void assign(String id, String carrier) {
    client
        .post(
            "/v1/shipments/" + id + "/carrier-assignment",
            new JsonObject().put("carrier", carrier),
            operator(tenant))
        .expect(200);
  }

  private static Answer expectUnknown(Answer answer, Answer unknown) {
    answer.expectProblem(404, "shipment-not-found");
    assertThat(answer.text()).isEqualTo(unknown.text());
    return answer;
  }

  @Test
  void shouldBookOneShipmentPerTenantForOneKey() {
    List<String> ids = new ArrayList<>();
    for (String actingIn : List.of(tenant, otherTenant, tenant)) {
      ids.add(
          client
              .post("/v1/shipments", Bodies.booking(), operator(actingIn, "Idempotency-Key", "K"))
              .expect(201)
              .json()
              .getString("shipmentId"));
    }
    assertThat(ids.get(0)).isNotEqualTo(ids.get(1)).isEqualTo(ids.get(2));
    client.get("/v1/shipments/" + ids.get(0), operator(tenant)).expect(200);
    client.get("/v1/shipments/" + ids.get(0), operator(otherTenant)).expect(404);

    var sameTenantOtherCaller =
        client
            .post(
                "/v1/shipments",
                Bodies.booking().put("shipper", "Hansa"),
                with(shipper("Hansa"), "Idempotency-Key", "K"))
            .expect(201);
    assertThat(ids).doesNotContain(sameTenantOtherCaller.json().getString("shipmentId"));
  }

  @Test
  void shouldListWhatAPrincipalMayRead() {
    var ofHansa = book(tenant, "Hansa");
    var ofNordlicht = book(tenant, "Nordlicht");
    var foreign = book(otherTenant, "Hansa");
    assign(ofHansa, "MAEU");
    assign(ofNordlicht, "HLCU");
    for (var id : List.of(ofHansa, ofNordlicht)) {
      client.get("/v1/shipments/" + id + "?min-version=2", operator(tenant)).expect(200);
    }
    client.get("/v1/shipments/" + foreign + "?min-version=1", operator(otherTenant)).expect(200);

    assertThat(listed("", operator(tenant))).containsExactly(ofNordlicht, ofHansa);
    assertThat(listed("", operator(otherTenant))).containsExactly(foreign);
    assertThat(listed("", shipper("Hansa", "Nobody"))).containsExactly(ofHansa);
    assertThat(listed("", shipper("Hansa", "Nordlicht"))).containsExactly(ofNordlicht, ofHansa);
    assertThat(listed("?shipper=Nordlicht", shipper("Hansa"))).isEmpty();
    assertThat(listed("", carrier("MAEU", "DHLC"))).containsExactly(ofHansa);
    assertThat(listed("?carrier=HLCU", carrier("MAEU"))).isEmpty();
    assertThat(listed("?carrier=HLCU", shipper("Hansa", "Nordlicht"))).containsExactly(ofNordlicht);
  }

  private List<String> listed(String query, String... headers) {
    return client
        .get("/v1/shipments" + query, headers)
        .expect(200)
        .json()
        .getJsonArray("items")
        .stream()
        .map(item -> ((JsonObject) item).getString("shipmentId"))
        .toList();
  }

  @Test
  void shouldAnswerForForeignShipmentsAsForUnknownOnes() {
    var id = book(otherTenant, "Hansa");
    var etag =
        client
            .get("/v1/shipments/" + id + "?min-version=1", operator(otherTenant))
            .expect(200)
            .header("etag");
    for (String path :
        List.of("", "?min-version=1", "?min-version=7", "/events", "/positions", "/stream")) {
      var unknown = client.get("/v1/shipments/" + UNKNOWN + path, operator(tenant));
      expectUnknown(client.get("/v1/shipments/" + id + path, operator(tenant)), unknown);
    }
    var unknown = client.get("/v1/shipments/" + UNKNOWN, operator(tenant));
    expectUnknown(
        client.get("/v1/shipments/" + id, operator(tenant, "If-None-Match", etag)), unknown);
    var stale = operator(tenant, "If-Match", "\"7\"");
    expectUnknown(
        client.post("/v1/shipments/" + id + "/release", new JsonObject(), stale),
        client.post("/v1/shipments/" + UNKNOWN + "/release", new JsonObject(), stale));
  }

  @Test
  void shouldLetACarrierReadFromItsAssignmentUntilTheNext() {
    var id = book(tenant, "Hansa");
    var first = carrier("MAEU");
    var second = carrier("HLCU");
    client.get("/v1/shipments/" + id, first).expect(404);

    assign(id, "MAEU");
    assertThat(client.get("/v1/shipments/" + id, first).expect(200).json().getInteger("version"))
        .isEqualTo(2);
    for (String path : List.of("?min-version=2", "/events", "/positions")) {
      client.get("/v1/shipments/" + id + path, first).expect(200);
      client.get("/v1/shipments/" + id + path, second).expect(404);
    }

    assign(id, "HLCU");
    client.get("/v1/shipments/" + id + "?min-version=3", second).expect(200);
    for (String path : List.of("", "?min-version=3", "/events", "/positions", "/stream")) {
      client.get("/v1/shipments/" + id + path, first).expect(404);
    }
  }

  @Test
  void shouldReplayACarriersCommandAfterItHasLostTheRight() {
    var id = book(tenant, "Hansa");
    assign(id, "MAEU");
    var path = "/v1/shipments/" + id + "/milestones";
    var milestone = Bodies.milestone("PICKED_UP");
    var first = client.post(path, milestone, with(carrier("MAEU"), "Idempotency-Key", "M"));
    first.expect(200);

    // A key of the same name is the same caller, with another scope.
    var rotated = carrier("HLCU");
    var again = client.post(path, milestone, with(rotated, "Idempotency-Key", "M")).expect(200);
    assertThat(again.replayed()).isTrue();
    assertThat(again.json()).isEqualTo(first.json());
    client
        .post(path, Bodies.milestone("DEPARTED"), with(rotated, "Idempotency-Key", "M"))
        .expectProblem(422, "idempotency-key-reused");
    client
        .post(path, Bodies.milestone("DEPARTED"), with(rotated, "Idempotency-Key", "N"))
        .expectProblem(404, "shipment-not-found");
  }

  @Test
  void shouldForbidWhatAReaderMayNotCommand() {
    var id = book(tenant, "Hansa");
    assign(id, "MAEU");
    var release = "/v1/shipments/" + id + "/release";
    client
        .post(release, new JsonObject(), with(carrier("MAEU"), "If-Match", "\"7\""))
        .expectProblem(403, "forbidden");
    client
        .post("/v1/shipments", Bodies.booking().put("shipper", "Nordlicht"), shipper("Hansa"))
        .expectProblem(403, "forbidden");
    client
        .post(release, new JsonObject(), with(shipper("Hansa"), "If-Match", "\"7\""))
        .expectProblem(412, "version-mismatch");
  }

  @Test
  void shouldJudgeEachLineOfABatchByItself() {
    var own = book(tenant, "Hansa");
    assign(own, "MAEU");
    var foreign = book(otherTenant, "Hansa");
    var device = secured.group(tenant, "MAEU").token("truck");
    var lines =
        Stream.of(
                Bodies.position("truck", 1).put("shipmentId", own),
                Bodies.position("truck", 1).put("shipmentId", foreign),
                Bodies.position("other", 1).put("shipmentId", own),
                Bodies.position("truck", 2).put("shipmentId", own))
            .map(JsonObject::encode)
            .toList();
    var answer =
        client
            .send(
                "POST",
                "/v1/positions",
                String.join("\n", lines).getBytes(UTF_8),
                "application/x-ndjson",
                SecuredGateway.bearer(device))
            .join()
            .expect(200)
            .json();

    assertThat(answer.getInteger("accepted")).isEqualTo(2);
    assertThat(answer.getJsonArray("rejected").stream().map(TenancyIT::lineAndCode))
        .containsExactly("2 shipment-not-found", "3 forbidden");
    await()
        .until(
            () -> client.get("/v1/shipments/" + own + "/positions", operator(tenant)).text(),
            positions -> positions.contains("\"sequence\":2"));
  }

  private static String lineAndCode(Object rejected) {
    var one = (JsonObject) rejected;
    return one.getInteger("line") + " " + one.getString("code");
  }

  @Test
  void shouldRecordTenantAndCaller() throws SQLException {
    var id = book(tenant, "Hansa");
    assign(id, "MAEU");
    client
        .post("/v1/shipments/" + id + "/positions", Bodies.position("d", 1), carrier("MAEU"))
        .expect(202);
    client.get("/v1/shipments/" + id + "?min-version=2", operator(tenant)).expect(200);
    var ofDefault = book("default", "Hansa");

    var events = secured.gateway().topics().read("shipment-events", id);
    assertThat(events).extracting(event -> json(event).getString("tenantid")).containsOnly(tenant);
    assertThat(events).extracting(TenancyIT::caller).containsOnly(tenant + "/key/*/bootstrap");
    var positions = secured.gateway().topics().read("shipment-positions", id);
    assertThat(positions)
        .extracting(position -> json(position).getString("tenantid"))
        .containsExactly(tenant);
    assertThat(positions)
        .extracting(TenancyIT::caller)
        .containsExactly(tenant + "/key/test-carrier");
    var unnamed = secured.gateway().topics().read("shipment-events", ofDefault);
    assertThat(json(unnamed.getFirst()).fieldNames()).doesNotContain("tenantid");
    assertThat(caller(unnamed.getFirst())).isEqualTo("default/key/*/bootstrap");

    assertThat(history(id))
        .containsExactlyElementsOf(
            events.stream()
                .map(event -> tenant + " " + event.offset() + " " + caller(event))
                .toList());
  }

  private static String caller(ConsumerRecord<String, byte[]> record) {
    return new String(record.headers().lastHeader("quayside-caller").value(), UTF_8);
  }

  /** Tenant, offset and caller of each event, as the read models have them. */
  private List<String> history(String shipmentId) throws SQLException {
    var url =
        "jdbc:postgresql://127.0.0.1:%d/quayside".formatted(secured.gateway().ports().postgres());
    try (var connection = DriverManager.getConnection(url, "quayside", "");
        var query =
            connection.prepareStatement(
                """
                select s.tenant, e.log_offset, e.caller from events e
                join shipments s using (shipment_id) where shipment_id = ? order by e.version
                """)) {
      query.setString(1, shipmentId);
      var rows = query.executeQuery();
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1) + " " + rows.getLong(2) + " " + rows.getString(3));
      }
      return found;
    }
  }
}
