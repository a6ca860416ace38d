/**
 * Live push: {@link io.quayside.push.PushHub} hands what the log has confirmed to the event loops
 * that have subscribers for it, encoded once and bundled. Knows no sockets; the edge owns those.
 */
package io.quayside.push;
