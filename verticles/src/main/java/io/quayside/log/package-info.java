/**
 * The log. {@code feed} hands the records of a partition on in offset order without gaps, {@code
 * kafka} appends to and reads from Kafka, {@code envelope} writes and reads CloudEvents.
 */
@NullMarked
package io.quayside.log;

import org.jspecify.annotations.NullMarked;
