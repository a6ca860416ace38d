/** Traces by OpenTelemetry. The only package that knows its library. */
@NullMarked
package io.quayside.gateway.tracing;

import org.jspecify.annotations.NullMarked;
