/**
 * HTTP/1.1 nearest to the wire, where Netty and Vert.x are laxer than RFC 9112 or leave something
 * out: strict decoding, closing, half-close, read backpressure, heads of answers, bounded
 * inflation. {@link io.quayside.edge.netty.HttpPipeline} installs it. Knows no Quayside type.
 */
@NullMarked
package io.quayside.edge.netty;

import org.jspecify.annotations.NullMarked;
