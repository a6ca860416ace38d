/**
 * Webhooks: which events they are sent, the signed requests, the guard of the addresses that are
 * connected to, and what becomes of failures.
 */
@NullMarked
package io.quayside.notify.webhook;

import org.jspecify.annotations.NullMarked;
