package io.quayside.gateway;

import static io.quayside.gateway.harness.SecuredGateway.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.MqttDevice.Ack;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions over MQTT 3.1.1 and 5, by clients that others wrote. */
class MqttIT extends MqttScenario {
  MqttIT(Secured secured) {
    super(secured, "mqtt");
  }

  private static String code(Ack ack) {
    return ack.properties().get("code");
  }

  @Test
  void shouldTakeAnUpdateOnceWhateverDoorItComesThrough() {
    var update = Bodies.position("truck-1", 7);
    try (var device = connect("truck-1")) {
      assertThat(device.publish(topic(), update.encode()))
          .isEqualTo(new Ack(0, Map.of("result", "accepted")));
      assertThat(device.publish(topic(), update.encode()))
          .isEqualTo(new Ack(0, Map.of("result", "duplicate")));
    }
    var answer =
        client.post(
            "/v1/shipments/" + shipmentId + "/positions", update, bearer(group.token("truck-1")));
    assertThat(answer.expect(202).json().getString("result")).isEqualTo("duplicate");
    await()
        .until(
            () ->
                client
                    .get("/v1/shipments/" + shipmentId + "/positions", operator())
                    .json()
                    .getJsonArray("items")
                    .size(),
            size -> size == 1);
  }

  @Test
  void shouldCountTheLinesOfAMessage() {
    var lines =
        IntStream.of(1, 2, 2)
            .mapToObj(sequence -> line(shipmentId, "truck-2", sequence))
            .collect(Collectors.joining("\n"));
    try (var device = connect("truck-2")) {
      var ack = device.publish(SEVERAL, lines + "\n" + line("0".repeat(26), "truck-2", 3));
      assertThat(ack)
          .isEqualTo(
              new Ack(0, Map.of("accepted", "2", "duplicate", "1", "late", "0", "rejected", "1")));
      var refused = device.publish(SEVERAL, "{}\nnot JSON");
      assertThat(refused.reason()).isEqualTo(0x99);
      assertThat(code(refused)).isEqualTo("validation-failed");
    }
  }

  @Test
  void shouldSayWhyItRefuses() {
    try (var device = connect("truck-3")) {
      var malformed = device.publish(topic(), "{");
      assertThat(malformed).isEqualTo(new Ack(0x99, Map.of("code", "malformed-json")));
      var invalid = device.publish(topic(), Bodies.position("truck-3", 1).put("x", 1).encode());
      assertThat(invalid).isEqualTo(new Ack(0x99, Map.of("code", "validation-failed")));
      var foreign = device.publish(topic(), Bodies.position("truck-4", 1).encode());
      assertThat(foreign).isEqualTo(new Ack(0x87, Map.of("code", "forbidden")));
      var good = Bodies.position("truck-3", 1).encode();
      for (var unknown : List.of("0".repeat(26), "none")) {
        assertThat(device.publish(MqttDevice.topic(unknown), good))
            .isEqualTo(new Ack(0x90, Map.of("code", "shipment-not-found")));
      }
      assertThat(device.publish("quayside/v1/shipments", good).reason()).isEqualTo(0x90);
      assertThat(device.publish(topic(), good).reason()).isZero();
    }
  }

  @Test
  void shouldRefuseWrongCredentials() {
    var gateway = secured.gateway();
    var token = group.token("truck-5");
    assertThat(MqttDevice.refusal(gateway, tenant, token + "x")).isEqualTo(0x86);
    assertThat(MqttDevice.refusal(gateway, "default", token)).isEqualTo(0x86);
    assertThat(MqttDevice.refusal(gateway, null, null)).isEqualTo(0x86);
    assertRefused(older("truck-5", token + "x"), Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD);
  }

  private static void assertRefused(Mqtt3AsyncClient older, Mqtt3ConnAckReturnCode code) {
    assertThatThrownBy(() -> older.connect().join())
        .cause()
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            refused -> assertThat(refused.getMqttMessage().getReturnCode()).isEqualTo(code));
  }

  private Mqtt3AsyncClient older(String deviceId, String password) {
    return MqttClient.builder()
        .useMqttVersion3()
        .serverHost("127.0.0.1")
        .serverPort(secured.gateway().ports().mqtt())
        .identifier(deviceId)
        .simpleAuth()
        .username(tenant)
        .password(password.getBytes(UTF_8))
        .applySimpleAuth()
        .buildAsync();
  }

  @Test
  void shouldRefuseAConnectionBeyondTheQuota() {
    secured.quota(tenant, "sockets", 1);
    try (var first = connect("truck-15")) {
      var token = group.token("truck-16");
      assertThat(MqttDevice.refusal(secured.gateway(), tenant, token)).isEqualTo(0x97);
      assertRefused(older("truck-16", token), Mqtt3ConnAckReturnCode.SERVER_UNAVAILABLE);
      assertThat(first.publish(topic(), Bodies.position("truck-15", 1).encode()).reason()).isZero();
    }
  }

  @Test
  void shouldAcknowledgeToMqtt3WhatItWouldRepeatForEver() {
    var device = older("truck-6", group.token("truck-6"));
    assertThat(device.connect().join().isSessionPresent()).isFalse();
    for (var payload : List.of(Bodies.position("truck-6", 1).encode(), "{")) {
      for (var qos : MqttQos.values()) {
        var sent = device.publishWith().topic(topic()).qos(qos).payload(payload.getBytes(UTF_8));
        assertThat(sent.send().join().getQos()).isEqualTo(qos);
      }
    }
    device.disconnect().join();
  }

  @Test
  void shouldAnnounceWhatThereIsNot() {
    try (var device = connect("truck-7")) {
      var announced = device.connAck().getRestrictions();
      assertThat(device.connAck().isSessionPresent()).isFalse();
      assertThat(announced.getReceiveMaximum()).isEqualTo(100);
      assertThat(announced.getMaximumPacketSize()).isGreaterThan(65_536);
      assertThat(announced.isRetainAvailable()).isFalse();
      assertThat(announced.getTopicAliasMaximum()).isZero();
      var subscription = device.client().subscribeWith().topicFilter(topic()).send();
      assertThatThrownBy(subscription::join)
          .cause()
          .isInstanceOfSatisfying(
              Mqtt5SubAckException.class,
              refused ->
                  assertThat(refused.getMqttMessage().getReasonCodes().getFirst().getCode())
                      .isEqualTo(0x83));
      var twice = device.publishAsync(topic(), "{", MqttQos.EXACTLY_ONCE).join();
      assertThat(twice.reason()).isEqualTo(0x99);
      var update = Bodies.position("truck-7", 1).encode();
      assertThat(device.publishAsync(topic(), update, MqttQos.EXACTLY_ONCE).join())
          .isEqualTo(new Ack(0, Map.of("result", "accepted")));
    }
  }

  @Test
  void shouldEndTheConnectionOfADeviceThatIsDenied() {
    try (var device = connect("truck-8")) {
      client
          .send(
              "PUT",
              "/v1/device-groups/" + group.groupId() + "/denied/truck-8",
              null,
              null,
              operator())
          .join()
          .expect(204);
      assertThat(device.disconnected().orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(0x87);
    }
  }

  @Test
  void shouldEndTheConnectionThatSendsTooMuch() {
    try (var device = connect("truck-9")) {
      var lines = "\n".repeat(1_001);
      var unanswered = device.publishAsync(SEVERAL, lines, MqttQos.AT_LEAST_ONCE);
      assertThat(device.disconnected().orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(0x95);
      assertThat(unanswered).failsWithin(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldTakeMoreThanMayBeUnderWay() {
    var device = older("truck-10", group.token("truck-10"));
    device.connect().join();
    var sent =
        IntStream.range(0, 500)
            .mapToObj(i -> Bodies.position("truck-10", i).encode().getBytes(UTF_8))
            .map(
                payload ->
                    device
                        .publishWith()
                        .topic(topic())
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(payload)
                        .send())
            .toList();
    assertThat(sent)
        .allSatisfy(ack -> assertThat(ack.join().getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE));
    device.disconnect().join();
    var again = Bodies.position("truck-10", 499);
    assertThat(
            client
                .post("/v1/shipments/" + shipmentId + "/positions", again, operator())
                .json()
                .getString("result"))
        .isEqualTo("duplicate");
  }

  @Test
  void shouldCountWhatItTookAndRefused() {
    try (var device = connect("truck-11")) {
      device.publish(topic(), "{");
    }
    var metrics = client.management("/metrics").text();
    assertThat(metrics)
        .contains("quayside_foreign_total{format=\"mqtt\",outcome=\"malformed-json\"}")
        .contains("quayside_mqtt_connections");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqttv311", "mqttv5"})
  void shouldTakeUpdatesOfMosquitto(String version) throws Exception {
    assumeTrue(mosquitto(List.of("--help")) >= 0, "mosquitto_pub is not installed");
    var deviceId = "truck-" + version;
    int port = secured.gateway().ports().mqtt();
    for (var qos : List.of("1", "2")) {
      var command =
          List.of(
              "-V",
              version,
              "-h",
              "127.0.0.1",
              "-p",
              Integer.toString(port),
              "-u",
              tenant,
              "-P",
              group.token(deviceId),
              "-t",
              topic(),
              "-q",
              qos,
              "-m",
              Bodies.position(deviceId, 1).encode());
      assertThat(mosquitto(command)).isZero();
    }
    var again =
        client.post(
            "/v1/shipments/" + shipmentId + "/positions",
            Bodies.position(deviceId, 1),
            bearer(group.token(deviceId)));
    assertThat(again.json()).isEqualTo(new JsonObject().put("result", "duplicate"));
  }

  /** The exit status of the client; -1 where there is none. */
  private static int mosquitto(List<String> arguments) throws InterruptedException {
    var command = new ArrayList<>(List.of("mosquitto_pub"));
    command.addAll(arguments);
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (InputStream said = process.getInputStream()) {
        said.readAllBytes();
      }
      return process.waitFor();
    } catch (IOException missing) {
      return -1;
    }
  }
}
