package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.Operator;
import io.quayside.gateway.harness.TopicReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, device groups and tenants over HTTP, at a gateway that needs credentials. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministrationIT {
  private static final String BOOTSTRAP = Operator.bootstrapKey();

  private GatewayProcess gateway;
  private Operator operator;

  @BeforeAll
  void start() {
    gateway = GatewayProcess.startFresh("administration", Operator.settings(BOOTSTRAP));
    operator = new Operator(gateway.client(), BOOTSTRAP);
  }

  @AfterAll
  void stop() {
    gateway.closeAndForget();
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  private Operator tenant(String name) {
    operator.put("/v1/tenants/" + name, new JsonObject()).accepted();
    return operator.at(name);
  }

  private Answer makeKey(Operator at, String body) {
    return at.post("/v1/keys", json(body)).expect(201);
  }

  @Test
  void shouldMakeShowAndRevokeKeys() {
    var acme = tenant("keys");
    var made = makeKey(acme, "{'name':'erp','role':'operator'}");
    String path = made.header("Location");
    String text = made.json().getString("key");
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(path).isEqualTo("/v1/keys/" + text.substring(3, 11));

    var shown = acme.with(text).get(path).expect(200);
    var withoutText = made.json();
    withoutText.remove("key");
    assertThat(shown.json()).isEqualTo(withoutText);
    assertThat(acme.get("/v1/keys").expect(200).json().getJsonArray("items"))
        .containsExactly(withoutText);

    acme.delete(path, "If-Match", "\"2\"").expectProblem(412, "version-mismatch");
    acme.delete(path, "If-Match", "\"1\"").expect(204);
    acme.get(path).expectProblem(404, "not-found");
    acme.delete(path).expectProblem(404, "not-found");
    acme.with(text).get("/v1/keys").expectProblem(401, "unauthenticated");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|/name,/role",
        "{'name':'a b','role':'device'}|/name,/role",
        "{'name':'x','role':'carrier'}|/carriers",
        "{'name':'x','role':'carrier','carriers':[]}|/carriers",
        "{'name':'x','role':'carrier','carriers':['MAEU','maeu',1]}|/carriers/1,/carriers/2",
        "{'name':'x','role':'carrier','carriers':['MAEU'],'shippers':['A']}|/shippers",
        "{'name':'x','role':'shipper','shippers':['',' ']}|/shippers/0",
        "{'name':'x','role':'service','allTenants':true,'carriers':['MAEU']}|/carriers,/allTenants",
        "{'name':'x','role':'operator','expiresAt':'2020-01-01T00:00:00Z'}|/expiresAt",
        "{'name':'x','role':'operator','colour':'red'}|/colour",
      })
  void shouldRefuseKeysThatCannotBe(String body, String pointers) {
    var refused = operator.post("/v1/keys?a=b", json(body)).expectProblem(422, "validation-failed");

    assertThat(refused.offences())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of("a"), Stream.of(pointers.split(",", -1))).toList());
  }

  @Test
  void shouldListByIdPageByPage() {
    var acme = tenant("pages");
    for (int i = 0; i < 5; i++) {
      makeKey(acme, "{'name':'k%d','role':'service'}".formatted(i));
    }

    var first = acme.get("/v1/keys?limit=3").expect(200).json();
    var rest = acme.get("/v1/keys?limit=3&after=" + first.getString("next")).expect(200).json();

    assertThat(ids(first)).hasSize(3).isSorted();
    assertThat(ids(rest)).hasSize(2).isSorted().doesNotContainAnyElementsOf(ids(first));
    assertThat(first.getString("next")).isEqualTo(ids(first).getLast());
    assertThat(rest.containsKey("next")).isFalse();
    for (String query : List.of("limit=0", "limit=201", "after=x", "colour=red")) {
      acme.get("/v1/keys?" + query).expectProblem(422, "validation-failed");
    }
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("keyId"))
        .toList();
  }

  @Test
  void shouldMakeRotateAndRemoveDeviceGroups() {
    var acme = tenant("groups");
    var made =
        acme.post("/v1/device-groups", json("{'name':'reefers','carrier':'MAEU'}")).expect(201);
    String path = made.header("Location");
    var group = made.json();
    String secret = (String) group.remove("secret");
    assertThat(group.getJsonArray("epochs")).isEqualTo(new JsonArray().add(1));
    assertThat(acme.get(path).expect(200).json()).isEqualTo(group);
    assertThat(acme.get("/v1/device-groups").expect(200).json().getJsonArray("items"))
        .containsExactly(group);

    var rotated = acme.post(path + "/rotation", new JsonObject()).expect(200).json();
    assertThat(rotated.getJsonArray("epochs")).isEqualTo(new JsonArray().add(2).add(1));
    assertThat(rotated.getString("secret")).isNotEqualTo(secret);
    acme.post(path + "/rotation", json("{'keepFormer':0}"), "If-Match", "\"1\"")
        .expectProblem(422, "validation-failed");
    acme.post(path + "/rotation", new JsonObject(), "If-Match", "\"1\"")
        .expectProblem(412, "version-mismatch");
    var alone = acme.send("POST", path + "/rotation", json("{'keepFormer':false}")).join();
    assertThat(alone.expect(200).json().getJsonArray("epochs")).isEqualTo(new JsonArray().add(3));

    acme.delete(path).expect(204);
    acme.get(path).expectProblem(404, "not-found");
    acme.post(path + "/rotation", new JsonObject()).expectProblem(404, "not-found");
    acme.put(path + "/denied/a", null).expectProblem(404, "not-found");
  }

  @Test
  void shouldDenyAndAdmitDevices() {
    var acme = tenant("denied");
    String path =
        acme.post("/v1/device-groups", json("{'name':'reefers'}")).expect(201).header("Location");

    acme.put(path + "/denied/reefer%2F17", null).expect(204);
    acme.put(path + "/denied/reefer%2F17", new JsonObject()).expect(204);

    var denied = acme.get(path).expect(200);
    assertThat(denied.json().getJsonArray("denied")).isEqualTo(new JsonArray().add("reefer/17"));
    assertThat(denied.header("ETag")).isEqualTo("\"2\"");
    acme.put(path + "/denied/b", json("{'why':'lost'}")).expectProblem(422, "validation-failed");
    assertThat(
            acme.put(path + "/denied/" + "x".repeat(65), null)
                .expectProblem(422, "validation-failed")
                .offences())
        .containsExactly("deviceId");
    acme.delete(path + "/denied/reefer%2F17").expect(204);
    acme.delete(path + "/denied/reefer%2F17").expect(204);
    assertThat(acme.get(path).expect(200).json().getJsonArray("denied")).isEmpty();
  }

  @Test
  void shouldDenyAThousandDevicesOfAGroup() {
    var acme = tenant("thousand");
    String path =
        acme.post("/v1/device-groups", json("{'name':'reefers'}")).expect(201).header("Location");
    for (int device = 0; device < 1_000; device++) {
      acme.put(path + "/denied/" + device, null).expect(204);
    }

    acme.put(path + "/denied/1000", null).expectProblem(409, "limit-reached");
    acme.put(path + "/denied/999", null).expect(204);
    acme.delete(path + "/denied/0").expect(204);
    acme.put(path + "/denied/1000", null).expect(204);
  }

  @Test
  void shouldMakeAndChangeTenants() {
    var made =
        operator
            .put("/v1/tenants/north", json("{'quotas':{'sockets':7,'webhooks':0}}"))
            .expect(201);
    assertThat(made.json().getJsonObject("quotas")).isEqualTo(json("{'sockets':7,'webhooks':0}"));
    var changed = operator.put("/v1/tenants/north", json("{'suspended':true}")).expect(200);
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    assertThat(changed.json().getJsonObject("quotas")).isEmpty();
    assertThat(changed.json().getString("createdAt")).isEqualTo(made.json().getString("createdAt"));
    assertThat(operator.get("/v1/tenants/north").expect(200).json()).isEqualTo(changed.json());

    operator
        .put("/v1/tenants/north", new JsonObject(), "If-Match", "\"1\"")
        .expectProblem(412, "version-mismatch");
    operator
        .put("/v1/tenants/new", new JsonObject(), "If-Match", "\"0\"")
        .expectProblem(412, "version-mismatch");
    operator.get("/v1/tenants/new").expectProblem(404, "not-found");
    operator.delete("/v1/tenants/north").expectProblem(405, "method-not-allowed");
    var refused =
        operator
            .put("/v1/tenants/North", json("{'quotas':{'sockets':0,'webhooks':1001,'x':1}}"))
            .expectProblem(422, "validation-failed");
    assertThat(refused.offences())
        .containsExactlyInAnyOrder("tenant", "/quotas/sockets", "/quotas/webhooks", "/quotas/x");
  }

  @Test
  void shouldAlwaysHaveTheDefaultTenant() {
    var names =
        operator.get("/v1/tenants?limit=200").expect(200).json().getJsonArray("items").stream()
            .map(item -> ((JsonObject) item).getString("tenant"))
            .toList();
    assertThat(names).contains("default").isSorted();

    operator.get("/v1/tenants/default").expect(200);
    operator
        .put("/v1/tenants/default", json("{'suspended':true}"))
        .expectProblem(422, "validation-failed");
  }

  @Test
  void shouldKeepTenantsApart() {
    var acme = tenant("acme");
    var other = tenant("other");
    String path = makeKey(acme, "{'name':'erp','role':'service'}").header("Location");
    String group =
        acme.post("/v1/device-groups", json("{'name':'reefers'}")).expect(201).header("Location");

    other.get(path).expectProblem(404, "not-found");
    other.delete(path).expectProblem(404, "not-found");
    other.get(group).expectProblem(404, "not-found");
    other.post(group + "/rotation", new JsonObject()).expectProblem(404, "not-found");
    other.delete(group, "If-Match", "\"9\"").expectProblem(404, "not-found");
    assertThat(other.get("/v1/keys").expect(200).json().getJsonArray("items")).isEmpty();
    acme.get(path).expect(200);
  }

  @Test
  void shouldLeaveTenantsToOperatorsOfAllTenants() {
    var acme = tenant("limited");
    String text = makeKey(acme, "{'name':'desk','role':'operator'}").json().getString("key");
    var limited = acme.with(text);

    limited.get("/v1/keys").expect(200);
    limited.get("/v1/tenants").expectProblem(403, "forbidden");
    limited.put("/v1/tenants/limited", new JsonObject()).expectProblem(403, "forbidden");
    limited
        .post("/v1/keys", json("{'name':'all','role':'operator','allTenants':true}"))
        .expectProblem(403, "forbidden");
    var all = makeKey(operator, "{'name':'all','role':'operator','allTenants':true}").json();
    operator.with(all.getString("key")).get("/v1/tenants").expect(200);
    String service = makeKey(acme, "{'name':'bi','role':'service'}").json().getString("key");
    acme.with(service).get("/v1/keys").expectProblem(403, "forbidden");
    acme.with(service).post("/v1/device-groups", json("{}")).expectProblem(403, "forbidden");
  }

  @Test
  void shouldKeepSecretsOutOfTheTopic() {
    var acme = tenant("secrets");
    var key = makeKey(acme, "{'name':'erp','role':'service'}").json();
    var group = acme.post("/v1/device-groups", json("{'name':'reefers'}")).expect(201).json();

    var records = gateway.topics().read("quayside-admin");
    var subject = "device-group/" + group.getString("groupId");
    assertThat(gateway.topics().partitions("quayside-admin")).isEqualTo(1);
    assertThat(records).anyMatch(record -> record.key().equals(subject));
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(TopicReader.text(record))
                  .doesNotContain(key.getString("key"), group.getString("secret"), BOOTSTRAP);
              assertThat(record.headers().lastHeader("quayside-caller").value())
                  .asString()
                  .contains("/key/");
            });
  }

  @Test
  void shouldGoOnWithoutALostKeyFile() throws IOException {
    var own = GatewayProcess.startFresh("lost-key", Operator.settings(BOOTSTRAP));
    try {
      var at = new Operator(own.client(), BOOTSTRAP);
      String path =
          at.post("/v1/device-groups", json("{'name':'reefers'}")).expect(201).header("Location");
      String key = makeKey(at, "{'name':'erp','role':'operator'}").json().getString("key");
      var file = own.dataDirectory().resolve("secrets.key");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(unreadable(own)).isZero();
      assertThat(own.stop()).isZero();
      Files.delete(file);

      own = GatewayProcess.startAgain(own, Map.of("QUAYSIDE_AUTH_MODE", "required"));

      var after = new Operator(own.client(), key);
      assertThat(unreadable(own)).isEqualTo(1);
      assertThat(after.get(path).expect(200).json().getJsonArray("epochs")).hasSize(1);
      after.with(BOOTSTRAP).get(path).expectProblem(401, "unauthenticated");
      after.post(path + "/rotation", json("{'keepFormer':false}")).expect(200);
      assertThat(unreadable(own)).isZero();
    } finally {
      own.closeAndForget();
    }
  }

  private static double unreadable(GatewayProcess gateway) {
    return gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_secrets_unreadable "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
