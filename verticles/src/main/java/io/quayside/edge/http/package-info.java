/** HTTP: the table of operations, dispatch, header and query rules, problem documents. */
package io.quayside.edge.http;
