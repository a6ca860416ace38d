/**
 * A shipment's stream: its stored events, the slices of state that they add up to, the receipts of
 * its last commands, and {@link io.quayside.domain.stream.Contexts}, the one list of contexts with
 * the functions over all of them. The {@link io.quayside.domain.stream.Gate} judges across
 * contexts. Pure, like the contexts it joins.
 */
@NullMarked
package io.quayside.domain.stream;

import org.jspecify.annotations.NullMarked;
