package io.quayside.gateway;

import io.quayside.gateway.Launcher.Launched;
import io.quayside.gateway.config.GatewayConfig;

/** The text printed once the gateway runs: addresses, first commands, how to stop. */
final class Banner {
  private Banner() {}

  static String ofGateway(GatewayConfig config, Launched launched, String startedIn) {
    var http = address(config.http().host(), launched.httpPort());
    var secure = config.http().tls().isPresent() ? "s" : "";
    return """

    Quayside is ready, %s after its start.

    %s  HTTP        http%s://%s/v1/shipments
      WebSocket   ws%s://%s/v1/ws  (subprotocol quayside.v1)
      Management  http%s://%s/readyz  (also /livez and /metrics)
    %s%s
    Book a first shipment:

      curl -i http%s://%s/v1/shipments%s \\
        -H 'Content-Type: application/json' -H 'Idempotency-Key: first-booking' \\
        -d '{"reference":"PO-4711","shipper":"Nordlicht Pumps","mode":"SEA",
             "origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"SGSIN"},
             "cargo":{"description":"Pumps, crated","packages":12,"grossWeightKg":4870.5}}'

    %s
    """
        .formatted(
            startedIn,
            page(config, secure, http),
            secure,
            http,
            secure,
            http,
            config.management().tls().isPresent() ? "s" : "",
            address(config.management().host(), launched.managementPort()),
            mqtt(config, launched),
            services(config, launched),
            secure,
            http,
            config.auth().required() ? " -H 'Authorization: Bearer KEY'" : "",
            howToStop(config));
  }

  private static String page(GatewayConfig config, String secure, String http) {
    return config.web().enabled() ? "  Page        http%s://%s/\n".formatted(secure, http) : "";
  }

  private static String mqtt(GatewayConfig config, Launched launched) {
    return launched.mqttPort() == 0
        ? ""
        : "  MQTT        mqtt%s://%s\n"
            .formatted(
                config.mqtt().tls().isPresent() ? "s" : "",
                address(config.mqtt().host(), launched.mqttPort()));
  }

  static String ofServices(GatewayConfig config, Launched launched) {
    return """

    The services are ready.

    %s
    A gateway that uses them is started with these two in its environment:

      QUAYSIDE_KAFKA_BOOTSTRAP=%s
      QUAYSIDE_POSTGRES_URI=%s

    %s
    """
        .formatted(
            services(config, launched),
            launched.services().kafkaBootstrap(),
            launched.services().postgresUri(),
            howToStop(config));
  }

  private static String services(GatewayConfig config, Launched launched) {
    var data = config.servicesGiven() ? "" : "  Data        %s\n".formatted(config.data().dir());
    return "  Kafka       %s\n  PostgreSQL  %s\n%s"
        .formatted(launched.services().kafkaBootstrap(), launched.services().postgresUri(), data);
  }

  private static String howToStop(GatewayConfig config) {
    return config.servicesGiven()
        ? "Ctrl-C stops it."
        : "Ctrl-C stops everything; the data are kept.";
  }

  /** Replaces the wildcard address, which clients cannot connect to. */
  private static String address(String host, int port) {
    return (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port;
  }
}
