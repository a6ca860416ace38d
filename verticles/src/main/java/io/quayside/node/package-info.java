/** Composes one node from its shards, its edges and their shared parts. */
package io.quayside.node;
