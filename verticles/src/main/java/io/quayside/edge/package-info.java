/**
 * The edge: HTTP and WebSocket in, commands and tracking updates out. Parses, validates, finds the
 * shard, and turns what it answers into responses; subscriptions live here too. May touch every
 * other package's public face; holds no shipment's state.
 */
@NullMarked
package io.quayside.edge;

import org.jspecify.annotations.NullMarked;
