/**
 * The shipment context: what can be asked of a shipment, what can happen to it, and where it stands
 * then. Pure: values and functions of {@code java.lang}, {@code java.util}, {@code java.time} and
 * {@code java.math} alone, without clock, I/O, logging or concurrency; time arrives as an argument.
 * It knows no other package of Quayside.
 */
@NullMarked
package io.quayside.domain.shipment;

import org.jspecify.annotations.NullMarked;
