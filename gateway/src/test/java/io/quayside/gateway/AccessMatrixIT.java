package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.quayside.domain.stream.Contexts;
import io.quayside.edge.http.Operation;
import io.quayside.gateway.AccessCast.Where;
import io.quayside.gateway.AccessCast.Who;
import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every principal at every operation, for shipments of its own, out of its scope and of another
 * tenant. The table says who may do what and how that is answered; an operation that is not in it
 * fails the test.
 */
@ExtendWith(SecuredGateway.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
  /** The rows of the table by operation. */
  private static final Map<String, Rule> RULES =
      AccessTable.ROWS
          .lines()
          .map(line -> line.split("\\|", -1))
          .collect(
              toMap(
                  cells -> cells[0].strip(),
                  cells ->
                      new Rule(
                          List.of(cells[1].strip().split(" ", -1)),
                          Integer.parseInt(cells[2].strip()))));

  private record Rule(List<String> roles, int status) {
    boolean permits(Who who) {
      return roles.contains("everybody")
          || roles.contains("anonymous")
          || roles.contains(who.role)
          || (roles.contains("all-tenants") && who == Who.OPERATOR_OF_ALL);
    }
  }

  private final AccessCast cast;
  private final Client client;

  AccessMatrixIT(Secured secured) {
    cast = new AccessCast(secured);
    client = cast.client();
  }

  @TestFactory
  Stream<DynamicNode> shouldAnswerEveryPrincipalAtEveryOperation() {
    return Operation.all(Contexts.STANDARD).stream()
        .map(operation -> dynamicContainer(operation.id(), cells(operation)));
  }

  private Stream<DynamicNode> cells(Operation operation) {
    assertThat(RULES).as("the rules of access").containsKey(operation.id());
    List<DynamicNode> cells = new ArrayList<>();
    cells.add(dynamicTest("nobody", () -> checkNobody(operation)));
    for (var who : Who.values()) {
      for (var where : isOfShipment(operation) ? Where.values() : new Where[] {Where.IN_SCOPE}) {
        cells.add(dynamicTest(who + " " + where, () -> check(operation, who, where)));
      }
    }
    return cells.stream();
  }

  private static boolean isOfShipment(Operation operation) {
    return operation.path().contains(":id") || operation.id().equals("reportPositions");
  }

  private void checkNobody(Operation operation) {
    var rule = RULES.get(operation.id());
    var answer = cast.send(operation, AccessCast.UNKNOWN_ID, Where.IN_SCOPE);
    if (rule.roles.contains("anonymous") || operation.id().equals("openWebSocket")) {
      answer.expect(rule.status);
    } else {
      answer.expectProblem(401, "unauthenticated");
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  private void check(Operation operation, Who who, Where where) throws IOException {
    var rule = RULES.get(operation.id());
    if (!rule.permits(who)) {
      cast.send(operation, cast.shipment(where), where, cast.headers(who))
          .expectProblem(403, "forbidden");
    } else if (!where.isReadableBy(who)) {
      var foreign = cast.send(operation, cast.shipment(where), where, cast.headers(who));
      var unknown = cast.send(operation, AccessCast.UNKNOWN_ID, where, cast.headers(who));
      // An update in a body of several is refused for itself.
      foreign.expect(operation.id().equals("reportPositions") ? 422 : 404);
      assertThat(foreign.text()).isEqualTo(unknown.text()).contains("shipment-not-found");
      assertThat(foreign.status()).isEqualTo(unknown.status());
      assertThat(foreign.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    } else {
      var id = isCommand(operation) ? cast.book(where) : cast.shipment(where);
      if (operation.equals(Operation.STREAM_EVENTS)) {
        client.stream(id, "", cast.headers(who)).close();
      } else if (operation.equals(Operation.STREAM_SHIPMENTS)) {
        client.streamAll("", cast.headers(who)).close();
      } else {
        cast.send(operation, id, where, cast.headers(who)).expect(rule.status);
      }
    }
  }

  private static boolean isCommand(Operation operation) {
    return Contexts.STANDARD.commands().values().stream()
        .anyMatch(type -> Operation.of(type).equals(operation));
  }

  @Test
  void shouldNotTellByAnyHeaderOrParameterThatAForeignShipmentExists() {
    for (var who : List.of(Who.SHIPPER, Who.CARRIER, Who.OPERATOR)) {
      for (var where : List.of(Where.OUT_OF_SCOPE, Where.OTHER_TENANTS)) {
        if (!where.isReadableBy(who)) {
          for (var query : List.of("", "?min-version=1", "?min-version=2", "?min-version=99")) {
            var foreign = show(cast.shipment(where) + query, who, "\"1\"", "*");
            var unknown = show(AccessCast.UNKNOWN_ID + query, who, "\"1\"", "*");
            assertThat(foreign.text()).isEqualTo(unknown.text());
            foreign.expectProblem(404, "shipment-not-found");
            unknown.expectProblem(404, "shipment-not-found");
          }
        }
      }
    }
  }

  private Answer show(String target, Who who, String... tags) {
    List<String> headers = new ArrayList<>(Arrays.asList(cast.headers(who)));
    for (var tag : tags) {
      headers.addAll(List.of("If-None-Match", tag));
    }
    var start = System.nanoTime();
    var answer = client.get("/v1/shipments/" + target, headers.toArray(String[]::new));
    // It would wait for 5 s for a version that is to come.
    assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
    return answer;
  }

  @Test
  void shouldRefuseNamesThatAreNotThePrincipals() {
    var foreign = Bodies.booking().put("shipper", AccessCast.OTHER_SHIPPER);
    client
        .post("/v1/shipments", foreign, cast.headers(Who.SHIPPER))
        .expectProblem(403, "forbidden");
    client.post("/v1/shipments", foreign, cast.headers(Who.SHIPPER_OF_ALL)).expect(201);
    // What is wrong with a body comes before whose it is.
    client
        .post("/v1/shipments", foreign.copy().put("mode", "SPACE"), cast.headers(Who.SHIPPER))
        .expectProblem(422, "validation-failed");

    var positions = "/v1/shipments/" + cast.shipment(Where.IN_SCOPE) + "/positions";
    var nowhere = "/v1/shipments/" + AccessCast.UNKNOWN_ID + "/positions";
    var others = Bodies.position("truck/2", 1);
    client.post(positions, others, cast.headers(Who.DEVICE_OF_ALL)).expectProblem(403, "forbidden");
    client.post(positions, others, cast.headers(Who.CARRIER)).expect(202);
    // Whose it is comes before whether the shipment exists.
    client.post(nowhere, others, cast.headers(Who.DEVICE_OF_ALL)).expectProblem(403, "forbidden");
    client
        .post(nowhere, others, cast.headers(Who.CARRIER))
        .expectProblem(404, "shipment-not-found");
    var lines =
        cast.position().put("shipmentId", cast.shipment(Where.IN_SCOPE)).encode()
            + "\n"
            + others.put("shipmentId", cast.shipment(Where.IN_SCOPE)).encode();
    var batch =
        client
            .send(
                "POST",
                "/v1/positions",
                lines.getBytes(UTF_8),
                "application/x-ndjson",
                cast.headers(Who.DEVICE_OF_ALL))
            .join()
            .expect(200)
            .json();
    assertThat(batch.getInteger("accepted")).isEqualTo(1);
    assertThat(batch.getJsonArray("rejected").getJsonObject(0).getString("code"))
        .isEqualTo("forbidden");
  }

  @Test
  void shouldLetOnlyOperatorsOfAllTenantsNameAnotherOne() {
    for (var who : List.of(Who.SHIPPER, Who.SERVICE, Who.OPERATOR)) {
      list(who, AccessCast.OWN_TENANT).expect(200);
      list(who, AccessCast.OTHER_TENANT).expectProblem(403, "forbidden");
      list(who, "nobodys").expectProblem(403, "forbidden");
    }
    list(Who.OPERATOR_OF_ALL, AccessCast.OTHER_TENANT).expect(200);
    var unknown = list(Who.OPERATOR_OF_ALL, "nobodys").expectProblem(422, "validation-failed");
    assertThat(unknown.offences()).containsExactly("Quayside-Tenant");
  }

  private Answer list(Who who, String tenant) {
    return client.get(
        "/v1/shipments?limit=1",
        "Authorization",
        "Bearer " + cast.token(who),
        "Quayside-Tenant",
        tenant);
  }

  @Test
  void shouldListWhatIsInScopeAndNothingElse() {
    for (var who : List.of(Who.SHIPPER, Who.SHIPPER_OF_ALL, Who.CARRIER, Who.SERVICE)) {
      var items =
          client
              .get("/v1/shipments?limit=200", cast.headers(who))
              .expect(200)
              .json()
              .getJsonArray("items")
              .stream()
              .map(item -> ((JsonObject) item).getString("shipmentId"))
              .toList();
      for (var where : Where.values()) {
        assertThat(items.contains(cast.shipment(where)))
            .as("%s lists %s", who, where)
            .isEqualTo(where.isReadableBy(who));
      }
    }
  }
}
