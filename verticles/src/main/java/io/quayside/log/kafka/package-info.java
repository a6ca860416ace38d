/**
 * Kafka behind {@link io.quayside.log.feed.Log}: one producer and one reading consumer per node.
 */
@NullMarked
package io.quayside.log.kafka;

import org.jspecify.annotations.NullMarked;
