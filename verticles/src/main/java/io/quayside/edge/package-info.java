/**
 * The edge: what comes in over HTTP and WebSocket is checked here, completely and once, and becomes
 * commands and tracking updates. Behind it nobody doubts a shape or a bound again.
 */
package io.quayside.edge;
