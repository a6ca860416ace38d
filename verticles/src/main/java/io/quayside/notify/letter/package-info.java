/**
 * Dead letters: what a consumer could not do, kept in the topic {@code shipment-dead-letters} until
 * a person redrives or discards it. The topic is the truth, PostgreSQL its read model.
 */
@NullMarked
package io.quayside.notify.letter;

import org.jspecify.annotations.NullMarked;
