/** The consumer library against real Kafka and PostgreSQL. */
package io.quayside.gateway.consumer;
