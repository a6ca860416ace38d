/** Tracking updates of whatever door: parsing, NDJSON bodies, batches per shard. */
@NullMarked
package io.quayside.edge.position;

import org.jspecify.annotations.NullMarked;
