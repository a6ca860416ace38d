/** Queries over the read models, waiting for them where they are behind. */
@NullMarked
package io.quayside.edge.query;

import org.jspecify.annotations.NullMarked;
