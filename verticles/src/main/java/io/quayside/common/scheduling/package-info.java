/**
 * Time and turns of one event loop behind an interface, so that a test can advance them by hand.
 */
@NullMarked
package io.quayside.common.scheduling;

import org.jspecify.annotations.NullMarked;
