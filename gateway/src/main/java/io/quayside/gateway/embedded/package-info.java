/**
 * The services of a standalone gateway: a Kafka broker in the same process and PostgreSQL as a
 * child process. Both listen on the loopback address and keep their data in the data directory.
 */
@NullMarked
package io.quayside.gateway.embedded;

import org.jspecify.annotations.NullMarked;
