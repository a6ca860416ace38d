/**
 * What the log keeps and how: the explicit names of the event types, and the bytes of events,
 * positions and snapshots, which are written once and read for ever. It uses the contexts' types
 * and {@code json}; it decides nothing.
 */
package io.quayside.log;
