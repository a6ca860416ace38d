/**
 * Commands on the log and the read models beside running gateways: export, import, verify, inspect.
 * They block and use plain Kafka and JDBC clients; no part of a node depends on them.
 */
@NullMarked
package io.quayside.gateway.tools;

import org.jspecify.annotations.NullMarked;
