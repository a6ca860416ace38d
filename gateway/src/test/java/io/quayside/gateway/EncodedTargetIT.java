package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.gateway.harness.Answer;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.Door;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and queries are UTF-8, percent-encoded or as they are; anything else is ill-formed. */
@ExtendWith(SharedGateway.class)
class EncodedTargetIT {
  private final GatewayProcess gateway;
  private final Dispatcher dispatcher;

  EncodedTargetIT(GatewayProcess gateway) {
    this.gateway = gateway;
    dispatcher = new Dispatcher(gateway.client());
  }

  @Test
  void shouldFindAShipperHoweverItIsEncoded() throws IOException {
    var unique = UUID.randomUUID().toString().substring(0, 20);
    var shipper = "Müller & Söhne 🚢 " + unique;
    var shipmentId =
        dispatcher
            .book(Bodies.booking().put("shipper", shipper))
            .expect(201)
            .json()
            .getString("shipmentId");
    dispatcher.view(shipmentId, 1);
    var raw = new String("Müller".getBytes(UTF_8), ISO_8859_1);
    var ship = new String("🚢".getBytes(UTF_8), ISO_8859_1);
    var rest = "%20%26%20S%C3%B6hne%20";

    for (var query :
        new String[] {
          "M%C3%BCller" + rest + "%F0%9F%9A%A2%20" + unique,
          "M%c3%bcller" + rest + "%f0%9f%9a%a2+" + unique,
          raw + rest + ship + "+" + unique,
          "%4D%C3%BCller+%26+S%C3%B6hne+" + ship + "%20" + unique,
        }) {
      var found = get("/v1/shipments?shipper=" + query).expect(200).json().getJsonArray("items");
      assertThat(found).as(query).hasSize(1);
      assertThat(found.getJsonObject(0).getString("shipmentId")).isEqualTo(shipmentId);
    }
    get("/v1/%73hipments/" + shipmentId).expect(200);
    get("/v1/shipments/" + shipmentId + "?min%2Dversion=1").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "M%FCller",
        "M\u00fcller",
        "%ED%A0%80",
        "\u00ed\u00a0\u0080",
        "%C0%AF",
        "%E0%80%AF",
        "%F4%90%80%80",
        "%F5%80%80%80",
        "%80",
        "%C3",
        "%C3x",
        "%E2%82",
        "%F0%9F%9A",
        "\u00c3",
        "%C3\u00fc",
        "%zz",
        "%",
        "%4",
        "%+1",
        "% 1",
        "%u00fc",
        "%0x",
        "%FF%FE"
      })
  void shouldRefuseWhatIsNoUtf8(String text) throws IOException {
    for (var target :
        new String[] {
          "/v1/shipments?shipper=" + text,
          "/v1/shipments?" + text + "=1",
          "/v1/shipments/" + text,
          "/v1/shipments/" + text + "/events",
          "/nothing/" + text,
          "/docs/" + text + "?x",
          "/v1/ws?" + text,
        }) {
      if (!target.contains(" ")) {
        get(target).expectProblem(400, "bad-request");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/shipments?x=%zz",
    "/v1/shipments?%FC",
    "/v1/shipments/%FC/release",
    "/v1/positions?%FC"
  })
  void shouldRefuseCommandsAndUpdatesAlike(String target) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      connection.send(
          Door.GATEWAY.head(
                  "POST "
                      + target
                      + " HTTP/1.1|Host: a|Content-Type: application/json|Content-Length: 2")
              + "{}"
              + Door.GATEWAY.get());

      connection.read().expectProblem(400, "bad-request");
      connection.read().expect(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez?x=%zz", "/livez?%FC", "/%zz", "/%FC", "/livez?x=\u00fc"})
  void shouldRefuseThemAtTheManagementPort(String target) throws IOException {
    try (var connection = Door.MANAGEMENT.open(gateway)) {
      connection.send(Door.MANAGEMENT.head("GET " + target + " HTTP/1.1|Host: a"));

      connection.read().expectProblem(400, "bad-request");
      connection.send(Door.MANAGEMENT.get()).read().expect(200);
    }
  }

  /** Asks twice over one connection, which stays open whatever the answer is. */
  private Answer get(String target) throws IOException {
    try (var connection = Door.GATEWAY.open(gateway)) {
      var request = Door.GATEWAY.head("GET " + target + " HTTP/1.1|Host: a");
      connection.send(request.repeat(2));

      var answer = connection.read();
      connection.read().expect(answer.status());
      return answer;
    }
  }
}
