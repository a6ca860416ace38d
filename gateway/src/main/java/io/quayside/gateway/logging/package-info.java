/**
 * How the log looks: a line of text or of JSON for each event, with the node's name; libraries'
 * stack traces are shortened to one line. Knows Logback, which nothing else does.
 */
@NullMarked
package io.quayside.gateway.logging;

import org.jspecify.annotations.NullMarked;
