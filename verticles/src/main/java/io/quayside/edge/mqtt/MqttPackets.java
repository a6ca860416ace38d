package io.quayside.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttReasonCodes.SubAck;
import io.netty.handler.codec.mqtt.MqttReasonCodes.UnsubAck;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.quayside.edge.http.Traceparent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packets that the gateway sends. Netty's encoder leaves out what MQTT 3.1.1 does not have. */
final class MqttPackets {
  static final MqttMessage PONG = new MqttMessage(head(MqttMessageType.PINGRESP));

  private MqttPackets() {}

  /** The place in a trace that a device of MQTT 5 gives its message; null for none. */
  static @Nullable String traceparent(MqttProperties given) {
    if (given.getProperty(MqttProperties.USER_PROPERTY)
        instanceof MqttProperties.UserProperties properties) {
      for (MqttProperties.StringPair property : properties.value()) {
        if (property.key.equals(Traceparent.NAME)) {
          return Traceparent.of(property.value);
        }
      }
    }
    return null;
  }

  private static MqttFixedHeader head(MqttMessageType type) {
    return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
  }

  /** There is never a session. */
  static MqttMessage connAck(MqttConnectReturnCode code, MqttProperties properties) {
    return new MqttConnAckMessage(
        head(MqttMessageType.CONNACK), new MqttConnAckVariableHeader(code, false, properties));
  }

  /**
   * What a client of MQTT 5 is told of the server: how much may be under way, and what there is
   * not.
   *
   * @param assignedId the id of a client that has none; null otherwise
   */
  static MqttProperties announced(int receiveMaximum, int maxPacket, @Nullable String assignedId) {
    MqttProperties announced = new MqttProperties();
    number(announced, MqttProperties.RECEIVE_MAXIMUM, receiveMaximum);
    number(announced, MqttProperties.MAXIMUM_PACKET_SIZE, maxPacket);
    number(announced, MqttProperties.SESSION_EXPIRY_INTERVAL, 0);
    number(announced, MqttProperties.TOPIC_ALIAS_MAXIMUM, 0);
    number(announced, MqttProperties.RETAIN_AVAILABLE, 0);
    number(announced, MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    number(announced, MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
    number(announced, MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0);
    if (assignedId != null) {
      announced.add(
          new MqttProperties.StringProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER, assignedId));
    }
    return announced;
  }

  private static void number(MqttProperties properties, int id, int value) {
    properties.add(new MqttProperties.IntegerProperty(id, value));
  }

  /** PUBACK or PUBREC, whose reasons have the same numbers, or PUBCOMP. */
  static MqttMessage reply(MqttMessageType type, int id, byte reason, MqttProperties properties) {
    return new MqttMessage(
        head(type), new MqttPubReplyMessageVariableHeader(id, reason, properties));
  }

  static MqttProperties userProperties(List<Map.Entry<String, String>> pairs) {
    MqttProperties.UserProperties user = new MqttProperties.UserProperties();
    pairs.forEach(pair -> user.add(pair.getKey(), pair.getValue()));
    MqttProperties properties = new MqttProperties();
    properties.add(user);
    return properties;
  }

  /** Refuses every topic filter of a SUBSCRIBE. */
  static MqttMessage subAck(int id, int filters, boolean version5) {
    SubAck refusal = version5 ? SubAck.IMPLEMENTATION_SPECIFIC_ERROR : SubAck.UNSPECIFIED_ERROR;
    return new MqttSubAckMessage(
        head(MqttMessageType.SUBACK),
        withId(id),
        new MqttSubAckPayload(Collections.nCopies(filters, refusal).toArray(SubAck[]::new)));
  }

  static MqttMessage unsubAck(int id, int filters) {
    short none = (short) (UnsubAck.NO_SUBSCRIPTION_EXISTED.byteValue() & 0xFF);
    return new MqttUnsubAckMessage(
        head(MqttMessageType.UNSUBACK),
        withId(id),
        new MqttUnsubAckPayload(Collections.nCopies(filters, none)));
  }

  private static MqttMessageIdAndPropertiesVariableHeader withId(int id) {
    return new MqttMessageIdAndPropertiesVariableHeader(id, MqttProperties.NO_PROPERTIES);
  }

  /** Of MQTT 5 alone. */
  static MqttMessage disconnect(Disconnect reason) {
    return new MqttMessage(
        head(MqttMessageType.DISCONNECT),
        new MqttReasonCodeAndPropertiesVariableHeader(
            reason.byteValue(), MqttProperties.NO_PROPERTIES));
  }
}
