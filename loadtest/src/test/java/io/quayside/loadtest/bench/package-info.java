/**
 * The benchmark harness: what the gateway costs beside bare servers that do the least of the same
 * work, driven by the same client in the same run. {@code Bench} reads the settings, {@code Stage}
 * starts {@code Server}s as processes, a {@code Scenario} drives them with a {@code Load} in turn
 * and makes a {@code Round} of each, {@code Results} writes the table. Speaks HTTP, WebSocket and
 * MQTT, and SQL to compare rows; the gateway's classes are on the class path for its own process
 * alone.
 */
package io.quayside.loadtest.bench;
