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
public record MqttSettings(String host, int port, Optional<ServerTls> tls, int connections) {}
