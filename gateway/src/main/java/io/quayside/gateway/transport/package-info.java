/**
 * The network transport that Vert.x runs on: Netty's epoll transport without one defect. Uses Netty
 * and Vert.x only.
 */
@NullMarked
package io.quayside.gateway.transport;

import org.jspecify.annotations.NullMarked;
