package io.quayside.gateway.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos2Result;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A device that speaks MQTT 5, by HiveMQ's client. */
public final class MqttDevice implements AutoCloseable {
  private final Mqtt5AsyncClient client;
  private final CompletableFuture<Integer> disconnected = new CompletableFuture<>();
  private final CompletableFuture<Mqtt5ConnAck> connAck;

  /** Where the updates of one shipment are published. */
  public static String topic(String shipmentId) {
    return "quayside/v1/shipments/" + shipmentId + "/positions";
  }

  private MqttDevice(int port, String tenant, String password) {
    var builder =
        MqttClient.builder()
            .useMqttVersion5()
            .serverHost("127.0.0.1")
            .serverPort(port)
            .identifier(UUID.randomUUID().toString())
            .addDisconnectedListener(
                context ->
                    disconnected.complete(
                        context.getCause() instanceof Mqtt5DisconnectException told
                            ? told.getMqttMessage().getReasonCode().getCode()
                            : -1));
    client = builder.buildAsync();
    var connect = client.connectWith();
    connAck =
        (password == null
                ? connect
                : connect
                    .simpleAuth()
                    .username(tenant)
                    .password(password.getBytes(UTF_8))
                    .applySimpleAuth())
            .send();
  }

  /**
   * What a PUBLISH was answered with.
   *
   * @param properties the user properties
   */
  public record Ack(int reason, Map<String, String> properties) {
    private static Ack of(int reason, Mqtt5UserProperties properties) {
      Map<String, String> byName = new HashMap<>();
      properties
          .asList()
          .forEach(pair -> byName.put(pair.getName().toString(), pair.getValue().toString()));
      return new Ack(reason, byName);
    }
  }

  /** A connected device without credentials. */
  public static MqttDevice connect(GatewayProcess gateway) {
    return connect(gateway, null, null);
  }

  /** A connected device; fails where it is refused. */
  public static MqttDevice connect(GatewayProcess gateway, String tenant, String password) {
    var device = new MqttDevice(gateway.ports().mqtt(), tenant, password);
    device.connAck.join();
    return device;
  }

  /** The reason code that a CONNECT is refused with. */
  public static int refusal(GatewayProcess gateway, String tenant, String password) {
    try {
      connect(gateway, tenant, password).close();
      throw new AssertionError("the CONNECT was accepted");
    } catch (CompletionException e) {
      if (e.getCause() instanceof Mqtt5ConnAckException refused) {
        return refused.getMqttMessage().getReasonCode().getCode();
      }
      throw e;
    }
  }

  public Mqtt5ConnAck connAck() {
    return connAck.join();
  }

  public Mqtt5AsyncClient client() {
    return client;
  }

  /** The reason of the DISCONNECT that has ended the connection, or -1 where there was none. */
  public CompletableFuture<Integer> disconnected() {
    return disconnected;
  }

  /** Publishes with QoS 1. */
  public Ack publish(String topic, String payload) {
    return publishAsync(topic, payload, MqttQos.AT_LEAST_ONCE).join();
  }

  /** Publishes, and hands over the PUBACK or PUBREC. */
  public CompletableFuture<Ack> publishAsync(String topic, String payload, MqttQos qos) {
    return client
        .publishWith()
        .topic(topic)
        .qos(qos)
        .payload(payload.getBytes(UTF_8))
        .send()
        .handle(MqttDevice::ack);
  }

  private static Ack ack(Mqtt5PublishResult result, Throwable failure) {
    var cause = failure == null ? result.getError().orElse(null) : failure;
    if (cause instanceof CompletionException wrapped) {
      cause = wrapped.getCause();
    }
    if (cause instanceof Mqtt5PubAckException refused) {
      var ack = refused.getMqttMessage();
      return Ack.of(ack.getReasonCode().getCode(), ack.getUserProperties());
    }
    if (cause instanceof Mqtt5PubRecException refused) {
      var received = refused.getMqttMessage();
      return Ack.of(received.getReasonCode().getCode(), received.getUserProperties());
    }
    if (cause != null) {
      throw new CompletionException(cause);
    }
    return switch (result) {
      case Mqtt5Qos1Result one ->
          Ack.of(one.getPubAck().getReasonCode().getCode(), one.getPubAck().getUserProperties());
      case Mqtt5Qos2Result two ->
          Ack.of(two.getPubRec().getReasonCode().getCode(), two.getPubRec().getUserProperties());
      default -> new Ack(0, Map.of());
    };
  }

  @Override
  public void close() {
    // The gateway may have ended the connection at any moment.
    client.disconnect().exceptionally(gone -> null).join();
  }
}
