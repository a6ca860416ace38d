/**
 * Records as CloudEvents 1.0 JSON: the bytes that Kafka, the history and subscribers share. Uses
 * the contexts' types, never their decisions.
 */
@NullMarked
package io.quayside.log.envelope;

import org.jspecify.annotations.NullMarked;
