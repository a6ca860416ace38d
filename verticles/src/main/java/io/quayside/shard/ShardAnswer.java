package io.quayside.shard;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Receipt;
import java.util.List;

/** The answer of a shard to a {@link ShardRequest}. */
public sealed interface ShardAnswer {
  /** The command's event is in the log; {@code replayed}: an earlier request had put it there. */
  record Accepted(String shipmentId, Receipt receipt, boolean replayed) implements ShardAnswer {}

  /** The tracking update is in the log. */
  record Taken(Verdict verdict) implements ShardAnswer {}

  /** The answers to several updates, in their order. */
  record Several(List<ShardAnswer> answers) implements ShardAnswer {}

  /** The shipment's version; 0 if there is no such shipment for the principal. */
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

    /** The name in answers and meters. */
    public String word() {
      return word;
    }
  }
}
