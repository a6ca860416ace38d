package io.quayside.gateway.figures;

import java.util.Map;
import java.util.function.BiFunction;

/** The attributes of an event's message at SQS and SNS. */
final class Attributes {
  private Attributes() {}

  static <A> Map<String, A> of(
      String shipmentId, String type, int version, BiFunction<String, String, A> attribute) {
    return Map.of(
        "content-type", attribute.apply("String", "application/cloudevents+json"),
        "type", attribute.apply("String", type),
        "shipmentId", attribute.apply("String", shipmentId),
        "version", attribute.apply("Number", Integer.toString(version)),
        "tenant", attribute.apply("String", "default"));
  }

  static software.amazon.awssdk.services.sqs.model.MessageAttributeValue sqs(
      String type, String text) {
    return software.amazon.awssdk.services.sqs.model.MessageAttributeValue.builder()
        .dataType(type)
        .stringValue(text)
        .build();
  }

  static software.amazon.awssdk.services.sns.model.MessageAttributeValue sns(
      String type, String text) {
    return software.amazon.awssdk.services.sns.model.MessageAttributeValue.builder()
        .dataType(type)
        .stringValue(text)
        .build();
  }
}
