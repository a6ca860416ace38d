/**
 * What Vert.x lacks nearest to the wire: read backpressure, lingering close, half-close, bounded
 * inflation. Knows no Quayside type.
 */
package io.quayside.edge.netty;
