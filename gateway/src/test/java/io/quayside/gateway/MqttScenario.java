package io.quayside.gateway;

import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.MqttDevice;
import io.quayside.gateway.harness.SecuredGateway;
import io.quayside.gateway.harness.SecuredGateway.Group;
import io.quayside.gateway.harness.SecuredGateway.Secured;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A tenant of its own, with a group of devices and a shipment that is booked for each test. */
@ExtendWith(SecuredGateway.class)
abstract class MqttScenario {
  /** The topic of updates that name their shipments. */
  static final String SEVERAL = "quayside/v1/positions";

  final Secured secured;
  final Client client;
  final String tenant;
  Group group;
  String shipmentId;

  MqttScenario(Secured secured, String tenantPrefix) {
    this.secured = secured;
    this.client = secured.client();
    this.tenant = tenantPrefix + "-" + UUID.randomUUID().toString().substring(0, 12);
  }

  @BeforeEach
  void book() {
    secured.tenant(tenant);
    group = secured.group(tenant, null);
    shipmentId = secured.book(tenant);
  }

  String[] operator() {
    return secured.operator(tenant);
  }

  MqttDevice connect(String deviceId) {
    return MqttDevice.connect(secured.gateway(), tenant, group.token(deviceId));
  }

  String topic() {
    return MqttDevice.topic(shipmentId);
  }

  static String line(String shipmentId, String deviceId, int sequence) {
    return Bodies.position(deviceId, sequence).put("shipmentId", shipmentId).encode();
  }
}
