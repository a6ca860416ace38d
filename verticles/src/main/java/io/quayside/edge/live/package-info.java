/**
 * Live connections: WebSocket and Server-Sent Events, subscriptions and their bounded send queues.
 */
package io.quayside.edge.live;
