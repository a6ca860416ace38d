/**
 * The chaos suite: a whole cluster (three gateways, three brokers, PostgreSQL) under load, faults
 * in an order that a seed decides, and afterwards a check of everything that was asked, answered,
 * logged and pushed. {@link io.quayside.gateway.chaos.Chaos} is the program; it speaks to the nodes
 * as clients do, and to Kafka as any consumer does.
 */
package io.quayside.gateway.chaos;
