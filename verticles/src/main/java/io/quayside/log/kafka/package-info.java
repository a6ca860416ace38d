/**
 * Kafka behind {@link io.quayside.log.feed.Log}: one producer and one reading consumer per node.
 */
package io.quayside.log.kafka;
