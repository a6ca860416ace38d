/**
 * Live push: {@link io.quayside.push.PushHub} hands confirmed records to the event loops that have
 * subscribers for them, encoded once and in batches; {@link io.quayside.push.ShardTail} reads those
 * of other nodes' shards. Does not know sockets; the edge has those.
 */
@NullMarked
package io.quayside.push;

import org.jspecify.annotations.NullMarked;
