package io.quayside.edge;

/**
 * The bounds of one live connection.
 *
 * @param queue frames that may wait for a socket that is full
 * @param held events that may wait for a subscription that is still filling its gap
 * @param subscriptions shipments that one connection may subscribe to
 * @param unanswered frames without an answer, and answers not yet written; at this many the socket
 *     is not read on
 * @param badFrames undecodable frames in a row after which the connection is closed
 */
public record LiveLimits(int queue, int held, int subscriptions, int unanswered, int badFrames) {
  public static final LiveLimits DEFAULT = new LiveLimits(1_024, 4_096, 1_000, 256, 10);
}
