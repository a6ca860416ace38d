/** Queries over the read models, waiting for them where they are behind. */
package io.quayside.edge.query;
