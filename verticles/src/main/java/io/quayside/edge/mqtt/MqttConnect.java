package io.quayside.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.quayside.common.problem.ProblemCode;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A device's CONNECT, and the codes that its version of MQTT has for a refusal. */
final class MqttConnect {
  /** Of a connection that has sent none. */
  static final MqttConnect NONE = new MqttConnect();

  private static final int MQTT_3_1_1 = 4;
  private static final int MQTT_5 = 5;

  private final int version;
  private final String clientId;
  private final int keepAliveSeconds;
  private final boolean withoutId;
  private final boolean cleanSession;
  private final boolean enhancedAuthentication;
  private final boolean detailed;

  MqttConnect(MqttConnectMessage packet) {
    MqttConnectVariableHeader head = packet.variableHeader();
    MqttProperties given = head.properties();
    var problems = given.getProperty(MqttProperties.REQUEST_PROBLEM_INFORMATION);
    String id = packet.payload().clientIdentifier();
    version = head.version();
    keepAliveSeconds = head.keepAliveTimeSeconds();
    withoutId = id == null || id.isEmpty();
    clientId = id == null ? "" : id;
    cleanSession = head.isCleanSession();
    enhancedAuthentication = given.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null;
    detailed = problems == null || !Integer.valueOf(0).equals(problems.value());
  }

  private MqttConnect() {
    version = MQTT_3_1_1;
    keepAliveSeconds = 0;
    withoutId = false;
    clientId = "";
    cleanSession = true;
    enhancedAuthentication = false;
    detailed = false;
  }

  /** The id that the device has given itself; empty for none. */
  String clientId() {
    return clientId;
  }

  boolean isVersion5() {
    return version == MQTT_5;
  }

  /** Whether the device may be told more than a reason code. */
  boolean isDetailed() {
    return isVersion5() && detailed;
  }

  /** The silence that is too long: one and a half times the keep alive; 0 for none. */
  long silenceNanos() {
    return TimeUnit.MILLISECONDS.toNanos(1_500L * keepAliveSeconds);
  }

  /** Why the packet is refused whoever sent it, or null. */
  @Nullable MqttConnectReturnCode refusal() {
    if (version != MQTT_3_1_1 && version != MQTT_5) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION;
    }
    if (enhancedAuthentication) {
      return MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD;
    }
    return withoutId && !cleanSession && !isVersion5()
        ? MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED
        : null;
  }

  /** The answer to a CONNECT that could not be decoded; null for none. */
  static @Nullable MqttConnectReturnCode refusal(Throwable undecodable) {
    return switch (undecodable) {
      case MqttUnacceptableProtocolVersionException unknown ->
          MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION;
      case MqttIdentifierRejectedException rejected ->
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
      default -> null;
    };
  }

  /** The code where a quota is used up. */
  MqttConnectReturnCode tooMany() {
    return isVersion5()
        ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
        : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
  }

  /** The code for credentials that were refused with a problem. */
  MqttConnectReturnCode unauthenticated(ProblemCode problem) {
    if (problem.retryable()) {
      return isVersion5()
          ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5
          : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
    }
    return isVersion5()
        ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
        : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
  }

  /** What the device is told with its acceptance. */
  MqttProperties announced() {
    return isVersion5()
        ? MqttPackets.announced(
            MqttSettings.RECEIVE_MAXIMUM,
            MqttSettings.MAX_PACKET,
            withoutId ? UUID.randomUUID().toString() : null)
        : MqttProperties.NO_PROPERTIES;
  }
}
