/**
 * Tracking updates over MQTT 3.1.1 and 5: the packets of one connection, and what a device is told.
 * Below the door it is the code of HTTP: {@code edge.position} parses, {@code shard.client} asks
 * the shard.
 */
@NullMarked
package io.quayside.edge.mqtt;

import org.jspecify.annotations.NullMarked;
