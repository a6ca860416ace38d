/**
 * The contents of documents, by tenant and SHA-256, in PostgreSQL: outside the log, which holds
 * their hashes, sizes and types. Written and read in chunks, so that nobody holds a content whole.
 */
@NullMarked
package io.quayside.content;

import org.jspecify.annotations.NullMarked;
