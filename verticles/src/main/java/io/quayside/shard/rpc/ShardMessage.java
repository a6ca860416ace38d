package io.quayside.shard.rpc;

import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import java.util.List;

/** What goes between nodes about shards. */
sealed interface ShardMessage {
  /** What an event loop asks a node in one turn, and the event-bus address for the replies. */
  record RequestBatch(String backTo, List<NumberedRequest> all) implements ShardMessage {}

  /** A request, and the asker's number for it. */
  record NumberedRequest(long number, ShardRequest request) {}

  /** What a node can say in one turn to questions of an event loop. */
  record ReplyBatch(List<NumberedReply> all) implements ShardMessage {}

  /**
   * What has become of the question of that number.
   *
   * @param answer null where there is none
   * @param defect what went wrong; null where nothing did: without an answer, the shard does not
   *     run on this node
   */
  record NumberedReply(long number, ShardAnswer answer, String defect) {}
}
