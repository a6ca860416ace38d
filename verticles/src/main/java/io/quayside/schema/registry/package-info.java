/**
 * Mirrors the schemas of the event types into a schema registry with Confluent's API. The registry
 * is a mirror and not the judge: no command waits for it.
 */
@NullMarked
package io.quayside.schema.registry;

import org.jspecify.annotations.NullMarked;
