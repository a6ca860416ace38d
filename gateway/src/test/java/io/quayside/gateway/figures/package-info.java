/**
 * What relays and the consumer library cost beside plain loops with the same clients. Not part of
 * the build; {@code docs/relays.md} says how to run it.
 */
package io.quayside.gateway.figures;
