/**
 * Reads Quayside's shipment events from Kafka: the versions of a shipment in their order, each
 * handled once, in one transaction with what the handler writes to its PostgreSQL. {@link
 * io.quayside.consumer.QuaysideConsumer} is the place to begin.
 */
package io.quayside.consumer;
