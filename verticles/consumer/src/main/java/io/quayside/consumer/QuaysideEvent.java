package io.quayside.consumer;

import java.time.Instant;

/**
 * An event of a shipment: a CloudEvent 1.0 whose versions count from 1 without holes within the
 * shipment.
 *
 * @param id {@code <shipmentId>/<version>}, the same wherever the event is seen
 * @param type the event's type with the version of its schema, as {@code shipment.delivered.v1}
 * @param shipmentId 26 characters of Crockford's base 32
 * @param version from 1
 * @param time when Quayside recorded it
 * @param data the JSON text of the event's {@code data}
 * @param json the JSON text of the whole event, as it stands in Kafka
 */
public record QuaysideEvent(
    String id,
    String type,
    String shipmentId,
    int version,
    Instant time,
    String data,
    String json) {}
