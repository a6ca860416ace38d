package io.quayside.edge.admission;

/**
 * The bounds of a node's HTTP side.
 *
 * @param connections open connections of the node, WebSockets included
 * @param requests requests of the node in flight; each event loop takes its share of them
 * @param requestMillis how long a connection may take until its request is answered
 * @param idleMillis how long it may stay open between two requests
 * @param heartbeatMillis how long a WebSocket may be silent before it is pinged; silent or full for
 *     three times as long, it is closed
 * @param compression whether a WebSocket may be compressed (permessage-deflate, RFC 7692) where its
 *     client offers so; it costs memory and CPU of each socket
 */
public record EdgeLimits(
    int connections,
    int requests,
    long requestMillis,
    long idleMillis,
    long heartbeatMillis,
    boolean compression) {

  /** One event loop's share. */
  public EdgeLimits share(int eventLoops) {
    return new EdgeLimits(
        connections,
        Math.max(1, requests / eventLoops),
        requestMillis,
        idleMillis,
        heartbeatMillis,
        compression);
  }
}
