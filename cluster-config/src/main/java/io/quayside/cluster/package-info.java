/**
 * What the nodes of a cluster must agree on: how they find each other, how many shards there are,
 * which shard a shipment belongs to, and the topics and replicated maps they share. Knows Hazelcast
 * and Kafka's client, nothing of the domain and nothing of Vert.x.
 */
@NullMarked
package io.quayside.cluster;

import org.jspecify.annotations.NullMarked;
