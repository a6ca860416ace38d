package io.quayside.edge.mqtt;

import org.jspecify.annotations.Nullable;

/** The topics that may be published to. */
sealed interface PublishTopic {
  String PREFIX = "quayside/v1/";
  String SHIPMENTS = PREFIX + "shipments/";
  String POSITIONS = "/positions";

  /** One update of the shipment that the topic names. */
  record OfShipment(String shipmentId) implements PublishTopic {}

  /** Updates, a line each, that name their shipments. */
  record OfSeveral() implements PublishTopic {}

  PublishTopic OF_SEVERAL = new OfSeveral();

  /** The topic of a name; null for one that is none of the gateway's. */
  static @Nullable PublishTopic of(String name) {
    if (name.startsWith(SHIPMENTS) && name.endsWith(POSITIONS)) {
      int end = name.length() - POSITIONS.length();
      if (end > SHIPMENTS.length() && name.indexOf('/', SHIPMENTS.length()) == end) {
        return new OfShipment(name.substring(SHIPMENTS.length(), end));
      }
      return null;
    }
    return name.equals(MqttSettings.SEVERAL) ? OF_SEVERAL : null;
  }
}
