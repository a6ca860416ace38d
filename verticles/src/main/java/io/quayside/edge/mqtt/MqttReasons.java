package io.quayside.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttReasonCodes.PubAck;
import io.quayside.common.problem.ProblemCode;

/** The reasons of MQTT 5 for refusals. */
public final class MqttReasons {
  private MqttReasons() {}

  /** The number of the reason for a refusal, 128 to 255. */
  public static int numberOf(ProblemCode code) {
    return of(code).byteValue() & 0xFF;
  }

  static PubAck of(ProblemCode code) {
    if (code.retryable()) {
      return PubAck.QUOTA_EXCEEDED;
    }
    return switch (code) {
      case MALFORMED_JSON, VALIDATION_FAILED -> PubAck.PAYLOAD_FORMAT_INVALID;
      case SHIPMENT_NOT_FOUND, NOT_FOUND -> PubAck.TOPIC_NAME_INVALID;
      case FORBIDDEN, UNAUTHENTICATED -> PubAck.NOT_AUTHORIZED;
      default -> PubAck.IMPLEMENTATION_SPECIFIC_ERROR;
    };
  }
}
