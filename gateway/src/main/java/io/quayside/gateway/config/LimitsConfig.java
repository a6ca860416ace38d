package io.quayside.gateway.config;

/**
 * How much a node takes, and how long it waits.
 *
 * @param connections open connections, sockets included
 * @param requests requests in flight
 * @param requestSeconds until a connection's request must be answered
 * @param idleSeconds that a connection stays open between two requests
 * @param heartbeatSeconds that a WebSocket is silent before it is pinged
 * @param subscriptions shipments that one WebSocket may subscribe to
 * @param subscriberQueue frames that may wait for a slow subscriber
 * @param watches watches of sets of shipments, streams included
 * @param watchBehind records of the log that a watch may have missed to be sent them
 */
public record LimitsConfig(
    int connections,
    int requests,
    int requestSeconds,
    int idleSeconds,
    int heartbeatSeconds,
    int subscriptions,
    int subscriberQueue,
    int watches,
    int watchBehind) {
  public LimitsConfig {
    require(connections, ConfigKey.LIMITS_CONNECTIONS, 1_000_000);
    require(requests, ConfigKey.LIMITS_REQUESTS, 1_000_000);
    require(requestSeconds, ConfigKey.LIMITS_REQUEST_SECONDS, 3_600);
    require(idleSeconds, ConfigKey.LIMITS_IDLE_SECONDS, 3_600);
    require(heartbeatSeconds, ConfigKey.LIMITS_HEARTBEAT_SECONDS, 3_600);
    require(subscriptions, ConfigKey.LIMITS_SUBSCRIPTIONS, 100_000);
    require(subscriberQueue, ConfigKey.LIMITS_SUBSCRIBER_QUEUE, 1_000_000);
    require(watches, ConfigKey.LIMITS_WATCHES, 100_000);
    require(watchBehind, ConfigKey.LIMITS_WATCH_BEHIND, 1_000_000_000);
  }

  static void require(int value, ConfigKey key, int most) {
    GatewayConfig.require(
        value >= 1 && value <= most, key, "a number from 1 to %d".formatted(most));
  }
}
