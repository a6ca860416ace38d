package io.quayside.gateway.config;

import io.quayside.edge.tls.CertificateFiles;
import java.util.Optional;

/**
 * Where devices connect by MQTT.
 *
 * @param port absent: nowhere; 0 is any free one
 * @param tls its certificate; without one the port speaks plain MQTT
 * @param connections that may be open at a time
 */
public record MqttConfig(
    Optional<Integer> port, String host, Optional<CertificateFiles> tls, int connections) {
  public MqttConfig {
    GatewayConfig.requireHost(host, ConfigKey.MQTT_HOST);
    port.ifPresent(given -> GatewayConfig.requirePort(given, ConfigKey.MQTT_PORT));
    GatewayConfig.require(
        tls.isEmpty() || port.isPresent(),
        ConfigKey.MQTT_TLS_CERT,
        ConfigKey.MQTT_PORT.key() + " beside it");
    GatewayConfig.require(
        connections >= 1 && connections <= 1_000_000,
        ConfigKey.LIMITS_MQTT_CONNECTIONS,
        "a number from 1 to 1000000");
  }
}
