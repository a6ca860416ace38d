package io.quayside.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Dead letters of what devices were refused over MQTT. */
class MqttLettersIT extends MqttScenario {
  MqttLettersIT(Secured secured) {
    super(secured, "letters");
  }

  @Test
  void shouldKeepOneLetterOfManyRefusals() {
    try (var device = connect("truck-12")) {
      var refused =
          IntStream.range(0, 1_000)
              .mapToObj(i -> "{\"wrong\":" + i + "}")
              .map(payload -> device.publishAsync(topic(), payload, MqttQos.AT_LEAST_ONCE))
              .toList();
      assertThat(refused).allSatisfy(ack -> assertThat(ack.join().reason()).isEqualTo(0x99));
    }
    await()
        .until(
            () ->
                client
                    .get("/v1/dead-letters?source=foreign", operator())
                    .json()
                    .getJsonArray("items")
                    .size(),
            size -> size >= 1 && size <= 2);
  }

  /** Each connection has a client id of its own. */
  @Test
  void shouldKeepOneLetterOfADeviceThatConnectsAgain() {
    for (int i = 0; i < 10; i++) {
      try (var device = connect("truck-15")) {
        assertThat(device.publish(topic(), "{\"wrong\":" + i + "}").reason()).isEqualTo(0x99);
      }
    }
    // A letter of another code comes after those.
    try (var device = connect("truck-15")) {
      assertThat(device.publish(topic(), "{").reason()).isEqualTo(0x99);
    }
    letter("undecodable");
    letter("untranslatable");
    assertThat(letters("untranslatable")).hasSizeBetween(1, 2);
  }

  @Test
  void shouldRedriveWhatWasRefused() {
    var carriers = secured.group(tenant, "HLCU");
    var update = Bodies.position("truck-13", 2);
    try (var device = MqttDevice.connect(secured.gateway(), tenant, carriers.token("truck-13"))) {
      assertThat(device.publish(topic(), update.encode()).reason()).isEqualTo(0x90);
    }
    var parked = letter("unknown-shipment");
    redrive(parked);
    await().until(() -> attempts(parked) == 2 && state(parked).equals("PARKED"));
    client
        .post(
            "/v1/shipments/" + shipmentId + "/carrier-assignment",
            new JsonObject().put("carrier", "HLCU").put("vehicle", "V"),
            operator())
        .expect(200);

    redrive(parked);

    var path = "/v1/shipments/" + shipmentId + "/positions";
    await()
        .untilAsserted(
            () -> assertThat(client.get(path, operator()).text()).contains("\"sequence\":2"));
    assertThat(state(parked)).isEqualTo("REDRIVEN");
    var again = client.post(path, update, operator()).expect(202).json();
    assertThat(again.getString("result")).isEqualTo("duplicate");
  }

  @Test
  void shouldKeepALetterOfALineThatIsRefused() {
    try (var device = connect("truck-14")) {
      var lines = line(shipmentId, "truck-14", 1) + "\n" + line("0".repeat(26), "truck-14", 2);
      assertThat(device.publish(SEVERAL, lines).properties()).containsEntry("rejected", "1");
    }
    var parked = letter("unknown-shipment");
    redrive(parked);
    await().until(() -> attempts(parked) == 2 && state(parked).equals("PARKED"));
  }

  private void redrive(String letter) {
    client.post(letter + "/redrive", new JsonObject(), operator()).expect(202);
  }

  private String letter(String code) {
    await().until(() -> !letters(code).isEmpty());
    return "/v1/dead-letters/" + letters(code).getJsonObject(0).getString("letterId");
  }

  private JsonArray letters(String code) {
    return client
        .get("/v1/dead-letters?source=foreign&code=" + code, operator())
        .expect(200)
        .json()
        .getJsonArray("items");
  }

  private int attempts(String letter) {
    return client.get(letter, operator()).expect(200).json().getInteger("attempts");
  }

  private String state(String letter) {
    return client.get(letter, operator()).expect(200).json().getString("state");
  }
}
