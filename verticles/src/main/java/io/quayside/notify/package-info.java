/** Notification of receivers outside: lanes, webhooks and relays. Used by the edge and the node. */
@NullMarked
package io.quayside.notify;

import org.jspecify.annotations.NullMarked;
