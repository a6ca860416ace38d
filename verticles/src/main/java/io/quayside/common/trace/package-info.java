/**
 * Traces: the stages that an event passes through, and the place of each event in its trace. Knows
 * no tracing library; the gateway brings one.
 */
@NullMarked
package io.quayside.common.trace;

import org.jspecify.annotations.NullMarked;
