package io.quayside.consumer;

/** Events as Quayside writes them. */
final class Events {
  static final String A = "0".repeat(25) + "A";
  static final String B = "0".repeat(25) + "B";

  private Events() {}

  static String event(String shipmentId, int version, String type) {
    return """
    {"specversion":"1.0","id":"%1$s/%2$d","source":"/quayside","type":"%3$s","subject":"%1$s",\
    "time":"2026-03-02T08:15:30.125Z","datacontenttype":"application/json","shipmentversion":%2$d,\
    "commandid":"c","data":{"version":%2$d,"status":"BOOKED"}}\
    """
        .formatted(shipmentId, version, type);
  }

  static String booked(String shipmentId) {
    return event(shipmentId, 1, "shipment.booked.v1");
  }

  static String moved(String shipmentId, int version) {
    return event(shipmentId, version, "shipment.departed.v1");
  }
}
