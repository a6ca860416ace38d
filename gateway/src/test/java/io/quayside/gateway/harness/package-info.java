/**
 * What the end-to-end tests stand on: a gateway in a process of its own, and the clients that see
 * of it what anybody outside sees, by HTTP, WebSocket and Kafka. All of it is held against the
 * published documents. Nothing here knows a class of the system but its main class.
 */
package io.quayside.gateway.harness;
