package io.quayside.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttReasonCodes.PubAck;
import io.quayside.common.problem.ProblemCode;
import io.quayside.shard.ShardAnswer.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a PUBLISH ended. */
sealed interface PublishOutcome {
  /** One update was taken. */
  record Taken(Verdict verdict) implements PublishOutcome {}

  /**
   * At least one of several updates was taken, or there was none.
   *
   * @param why the first one was rejected; null where none was
   */
  record SomeTaken(int accepted, int duplicate, int late, int rejected, @Nullable ProblemCode why)
      implements PublishOutcome {}

  /** Nothing was taken. */
  record Refused(ProblemCode code) implements PublishOutcome {}

  /** Whether the device should send it again: it must not be told that it is done. */
  default boolean isUnanswered() {
    return this instanceof Refused(ProblemCode code)
        && (code.retryable() || code == ProblemCode.INTERNAL_ERROR);
  }

  /** The reason that MQTT 5 is told. */
  default PubAck reason() {
    return switch (this) {
      case Taken taken -> PubAck.SUCCESS;
      case SomeTaken some -> PubAck.SUCCESS;
      case Refused(ProblemCode code) -> MqttReasons.of(code);
    };
  }

  /** The user properties that MQTT 5 is told, in their order. */
  default List<Map.Entry<String, String>> properties() {
    return switch (this) {
      case Taken(Verdict verdict) -> List.of(Map.entry("result", verdict.word()));
      case SomeTaken some ->
          List.of(
              count("accepted", some.accepted),
              count("duplicate", some.duplicate),
              count("late", some.late),
              count("rejected", some.rejected));
      case Refused(ProblemCode code) -> List.of(Map.entry("code", code.code()));
    };
  }

  /** The outcome of the whole message in a word. */
  default String word() {
    return switch (this) {
      case Taken(Verdict verdict) -> verdict.word();
      case SomeTaken some -> "taken";
      case Refused(ProblemCode code) -> code.code();
    };
  }

  private static Map.Entry<String, String> count(String name, int count) {
    return Map.entry(name, Integer.toString(count));
  }
}
