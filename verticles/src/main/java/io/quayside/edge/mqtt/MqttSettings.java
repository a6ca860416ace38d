package io.quayside.edge.mqtt;

import io.quayside.edge.tls.ServerTls;
import java.util.Optional;

/**
 * Where devices connect by MQTT.
 *
 * @param port 0 for any free one
 * @param tls the port's certificate; without one it speaks plain MQTT
 * @param connections of the node that may be open at a time
 */
public record MqttSettings(String host, int port, Optional<ServerTls> tls, int connections) {
  /** The most messages of a connection that may be under way. */
  public static final int RECEIVE_MAXIMUM = 100;

  /** The most bytes of a message's payload. */
  public static final int MAX_PAYLOAD = 65_536;

  /** The bytes of payloads under way from which on a connection is not read. */
  public static final int MAX_UNDER_WAY = 4 * MAX_PAYLOAD;

  /** The most bytes of a packet: a payload, its topic, and what MQTT has around them. */
  public static final int MAX_PACKET = MAX_PAYLOAD + 256;

  /** The most updates of a message. */
  public static final int MAX_LINES = 1_000;

  /** The topic of updates that name their shipments. */
  public static final String SEVERAL = "quayside/v1/positions";

  /** The topic of the updates of a shipment. */
  public static String topicOf(String shipmentId) {
    return "quayside/v1/shipments/" + shipmentId + "/positions";
  }
}
