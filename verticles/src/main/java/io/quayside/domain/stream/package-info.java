/**
 * A shipment's stream: its stored events, the state they add up to, and the receipts of its last
 * commands. Pure, like the contexts it joins.
 */
package io.quayside.domain.stream;
