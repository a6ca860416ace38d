package io.quayside.shard;

import java.util.List;

/** What goes between nodes about shards. */
sealed interface ShardMail {
  /** What an event loop asks a node in one turn, and the event-bus address for the replies. */
  record Questions(String backTo, List<Question> all) implements ShardMail {}

  /** A request, and the asker's number for it. */
  record Question(long number, ShardRequest request) {}

  /** What a node can say in one turn to questions of an event loop. */
  record Replies(List<Reply> all) implements ShardMail {}

  /**
   * What has become of the question of that number.
   *
   * @param answer null where there is none
   * @param defect what went wrong; null where nothing did: without an answer, the shard does not
   *     run on this node
   */
  record Reply(long number, ShardAnswer answer, String defect) {}
}
