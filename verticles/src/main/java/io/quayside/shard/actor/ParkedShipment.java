package io.quayside.shard.actor;

/**
 * A shipment whose log goes on behind a dead letter.
 *
 * @param nextOffset the first record of its log that is not in the read models
 * @param reason in our words
 */
public record ParkedShipment(String shipmentId, String letterId, long nextOffset, String reason) {}
