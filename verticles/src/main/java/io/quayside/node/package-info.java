/** Composes one node from its shards, its edges and their shared parts. */
@NullMarked
package io.quayside.node;

import org.jspecify.annotations.NullMarked;
