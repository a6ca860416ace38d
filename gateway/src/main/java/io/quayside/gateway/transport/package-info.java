/**
 * The network transport that Vert.x runs on: Netty's epoll transport with a defect mended. Touches
 * Netty and Vert.x only.
 */
package io.quayside.gateway.transport;
