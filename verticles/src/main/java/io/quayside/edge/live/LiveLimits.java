package io.quayside.edge.live;

/**
 * The bounds of one live connection.
 *
 * @param queue frames queued for a full socket; one more closes it
 * @param queueBytes bytes of those frames, as many as they have characters
 * @param subscriptions shipments that one connection may subscribe to
 * @param filling subscriptions of one connection that fill their gaps at the same time
 * @param held events that a subscription keeps while it fills its gap; older ones it reads again
 * @param unanswered commands and updates without an answer, and answers not yet written; at this
 *     many the socket is not read on
 * @param updates updates in one frame
 * @param badFrames undecodable frames in a row after which the connection is closed
 */
public record LiveLimits(
    int queue,
    int queueBytes,
    int subscriptions,
    int filling,
    int held,
    int unanswered,
    int updates,
    int badFrames) {
  public static final LiveLimits DEFAULT =
      new LiveLimits(1_024, 4 * 1024 * 1024, 1_000, 8, 64, 1_024, 5_000, 10);

  /** As these, but with another queue and another number of subscriptions. */
  public LiveLimits with(int queueFrames, int mostSubscriptions) {
    return new LiveLimits(
        queueFrames, queueBytes, mostSubscriptions, filling, held, unanswered, updates, badFrames);
  }
}
