/**
 * The booking context: the plan of a booking and how far its process has come. The rules that act
 * on it see all contexts and live in {@link io.quayside.domain.process}. Pure, like every context.
 */
@NullMarked
package io.quayside.domain.booking;

import org.jspecify.annotations.NullMarked;
