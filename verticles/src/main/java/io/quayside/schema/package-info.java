/**
 * The JSON Schemas of the published event types: files on the class path, read once. They describe
 * {@code data} alone and are closed: they say what this build writes.
 */
@NullMarked
package io.quayside.schema;

import org.jspecify.annotations.NullMarked;
