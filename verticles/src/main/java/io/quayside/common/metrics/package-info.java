/**
 * The one list of what the gateway counts and times. Every other package reports through it, so
 * that names and units stay in one place. Touches nothing but Micrometer.
 */
@NullMarked
package io.quayside.common.metrics;

import org.jspecify.annotations.NullMarked;
