package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message between nodes about shards. */
sealed interface ShardMessage {
  /** One event loop's requests to one node, and the event-bus address of the replies. */
  record RequestBatch(String replyTo, List<NumberedRequest> requests) implements ShardMessage {}

  /** A request; {@code number} is unique for its sender. */
  record NumberedRequest(long number, ShardRequest request) {}

  /** Replies of one node to requests of one event loop. */
  record ReplyBatch(List<NumberedReply> replies) implements ShardMessage {}

  /**
   * The reply to the request of that number.
   *
   * @param answer null if the shard did not answer
   * @param defect why it did not; null with a null answer: the node does not serve the shard
   */
  record NumberedReply(long number, @Nullable ShardAnswer answer, @Nullable String defect) {}
}
