/**
 * The contents of documents over HTTP: uploads that are checked while they come, downloads at the
 * pace of their readers, and the look-up of what a submission names.
 */
@NullMarked
package io.quayside.edge.content;

import org.jspecify.annotations.NullMarked;
