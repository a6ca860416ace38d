/** HTTP: the table of operations, dispatch, header and query rules, problem documents. */
@NullMarked
package io.quayside.edge.http;

import org.jspecify.annotations.NullMarked;
