package io.quayside.shard;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Receipt;
import java.util.List;

/** What a shard answers. */
public sealed interface ShardAnswer {
  /** The command's event is in the log; {@code replayed}: it had been before this request. */
  record Accepted(String shipmentId, Receipt receipt, boolean replayed) implements ShardAnswer {}

  /** The tracking update is in the log. */
  record Taken(Verdict verdict) implements ShardAnswer {}

  /** What has become of each of several updates, in their order. */
  record Several(List<ShardAnswer> answers) implements ShardAnswer {}

  /** The shipment's version; 0 where there is no such shipment. */
  record Version(int version) implements ShardAnswer {}

  record Refused(Problem problem) implements ShardAnswer {
    public Refused(ProblemCode code, String detail) {
      this(new Problem(code, detail));
    }
  }

  /** How a tracking update was taken. */
  enum Verdict {
    ACCEPTED("accepted"),
    DUPLICATE("duplicate"),
    LATE("late");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    /** As it is answered and counted. */
    public String word() {
      return word;
    }
  }
}
