/** The published documents and the pages for browsers, through vertx-web's router. */
@NullMarked
package io.quayside.edge.web;

import org.jspecify.annotations.NullMarked;
