package io.quayside.edge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.mqtt.PublishOutcome.Refused;
import io.quayside.edge.mqtt.PublishOutcome.SomeTaken;
import io.quayside.edge.mqtt.PublishOutcome.Taken;
import io.quayside.shard.ShardAnswer.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What devices are told, row by row. */
class PublishOutcomeTest {
  @ParameterizedTest
  @EnumSource(Verdict.class)
  void shouldSayHowAnUpdateWasTaken(Verdict verdict) {
    var taken = new Taken(verdict);
    assertThat(taken.reason().byteValue()).isZero();
    assertThat(taken.properties()).containsExactly(Map.entry("result", verdict.word()));
    assertThat(taken.isUnanswered()).isFalse();
  }

  @Test
  void shouldCountTheUpdatesOfAMessage() {
    var some = new SomeTaken(3, 2, 1, 4, ProblemCode.FORBIDDEN);
    assertThat(some.reason().byteValue()).isZero();
    assertThat(some.properties())
        .containsExactly(
            Map.entry("accepted", "3"),
            Map.entry("duplicate", "2"),
            Map.entry("late", "1"),
            Map.entry("rejected", "4"));
    assertThat(some.isUnanswered()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "MALFORMED_JSON, 0x99, false",
    "VALIDATION_FAILED, 0x99, false",
    "SHIPMENT_NOT_FOUND, 0x90, false",
    "NOT_FOUND, 0x90, false",
    "FORBIDDEN, 0x87, false",
    "UNAUTHENTICATED, 0x87, false",
    "OVERLOADED, 0x97, true",
    "TEMPORARILY_UNAVAILABLE, 0x97, true",
    "RATE_LIMITED, 0x97, true",
    "INTERNAL_ERROR, 0x83, true"
  })
  void shouldSayWhyAMessageIsRefused(ProblemCode code, String reason, boolean unanswered) {
    var refused = new Refused(code);
    assertThat(refused.reason().byteValue()).isEqualTo(Integer.decode(reason).byteValue());
    assertThat(refused.properties()).containsExactly(Map.entry("code", code.code()));
    // Of MQTT 3.1.1, whose PUBACK has no reason, the connection ends instead.
    assertThat(refused.isUnanswered()).isEqualTo(unanswered);
    assertThat(refused.word()).isEqualTo(code.code());
  }

  @Test
  void shouldRefuseAConnectionOfUnknownVersion() {
    // What has sent no CONNECT counts as one of MQTT 3.1.1.
    assertThat(MqttConnect.NONE.tooMany())
        .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);
    assertThat(MqttConnect.NONE.unauthenticated(ProblemCode.UNAUTHENTICATED).byteValue())
        .isEqualTo((byte) 4);
    assertThat(MqttConnect.NONE.unauthenticated(ProblemCode.TEMPORARILY_UNAVAILABLE).byteValue())
        .isEqualTo((byte) 3);
  }
}
