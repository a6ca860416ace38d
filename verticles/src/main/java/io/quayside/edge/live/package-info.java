/**
 * Live connections: WebSocket and Server-Sent Events, subscriptions and their bounded send queues.
 */
@NullMarked
package io.quayside.edge.live;

import org.jspecify.annotations.NullMarked;
