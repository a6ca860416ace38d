package io.quayside.edge;

/**
 * The bounds of a node's HTTP side.
 *
 * @param connections open connections of the node, WebSockets included
 * @param requests requests in flight, per event loop
 * @param requestMillis how long a connection may take until its request is answered
 * @param idleMillis how long it may stay open between two requests
 * @param heartbeatMillis how often a WebSocket is pinged; silent for three times as long, or full
 *     for as long, it is closed
 */
public record EdgeLimits(
    int connections, int requests, long requestMillis, long idleMillis, long heartbeatMillis) {
  public static final EdgeLimits DEFAULT = new EdgeLimits(20_000, 8_192, 20_000, 75_000, 15_000);
}
