/** Tracking updates of whatever door: parsing, NDJSON bodies, batches per shard. */
package io.quayside.edge.position;
