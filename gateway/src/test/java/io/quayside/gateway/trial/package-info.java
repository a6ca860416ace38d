/**
 * A context that exists for a test: one command, one event, one view, one operation, in a folder of
 * its own and with one line in the list of contexts. It shows what a context needs, and that
 * nothing else has to change.
 */
package io.quayside.gateway.trial;
