/**
 * The services a gateway that stands alone brings along: one Kafka broker within its own process,
 * one PostgreSQL as a child of its own, both on loopback, both keeping their data in the data
 * directory. May touch that directory and processes it has started; knows nothing of shipments.
 */
package io.quayside.gateway.embedded;
