/**
 * Watches of sets of shipments: {@link io.quayside.push.fleet.FleetFeed} passes the events of all
 * shards by those that watch, {@link io.quayside.push.fleet.PositionFeed} their newest positions,
 * and {@link io.quayside.push.fleet.CatchUp} sends what was missed. Idle without a watch. Does not
 * know sockets; the edge has those.
 */
@NullMarked
package io.quayside.push.fleet;

import org.jspecify.annotations.NullMarked;
