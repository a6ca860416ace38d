package io.quayside.shard.actor;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import java.time.Instant;

/** A request on its way to one owner, or there. */
final class Attempt {
  final SimulatedOwner owner;
  final ShardRequest request;
  final Sender sender;
  private long arrivedMillis = -1;
  private long eventsEnd;
  private long eventsKnown;
  private long positionsKnown;

  /** Who hears what became of it: one of these, once. */
  interface Sender {
    /** The shard has answered; called at that very moment. */
    void answered(Attempt attempt, ShardAnswer answer);

    /** It does not run the shard. */
    void notOwner();

    /** It is gone, and nobody knows what it has done. */
    void lost();
  }

  Attempt(SimulatedOwner owner, ShardRequest request, Sender sender) {
    this.owner = owner;
    this.request = request;
    this.sender = sender;
  }

  /**
   * The shard is asked now: the event log ends at {@code end}, and the shard has read its logs up
   * to the other offsets.
   */
  void arrived(long nowMillis, long end, long eventsNext, long positionsNext) {
    arrivedMillis = nowMillis;
    eventsEnd = end;
    eventsKnown = eventsNext;
    positionsKnown = positionsNext;
  }

  /** The owner's clock when it was asked. */
  Instant arrivedAt() {
    return owner.clockAt(arrivedMillis);
  }

  boolean hasArrived() {
    return arrivedMillis >= 0;
  }

  /** The end of the event log when it was asked. */
  long eventsEnd() {
    return eventsEnd;
  }

  /** Up to where the owner had read the event log when it was asked. */
  long eventsKnown() {
    return eventsKnown;
  }

  /** Up to where the owner had read the position log when it was asked. */
  long positionsKnown() {
    return positionsKnown;
  }

  /** Whether a command should have been answered by now. */
  boolean isOverdue(long nowMillis, long deadlineMillis) {
    return request instanceof ShardRequest.Decide
        && hasArrived()
        && nowMillis - arrivedMillis >= deadlineMillis;
  }
}
