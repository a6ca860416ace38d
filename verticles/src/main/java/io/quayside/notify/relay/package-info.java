/**
 * Relays: the events of the log go on to other brokers, each shard's by the node that serves it.
 * {@link io.quayside.notify.relay.RelayKinds} lists the destinations; everything else is the same
 * for all.
 */
@NullMarked
package io.quayside.notify.relay;

import org.jspecify.annotations.NullMarked;
