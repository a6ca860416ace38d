/**
 * What a relay needs of a destination: a kind with the members of its configuration, and a target
 * per shard. A new destination is a package beside this one, and a line in {@code RelayKinds}.
 */
@NullMarked
package io.quayside.notify.relay.target;

import org.jspecify.annotations.NullMarked;
