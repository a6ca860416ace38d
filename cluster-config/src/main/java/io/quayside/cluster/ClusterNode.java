package io.quayside.cluster;

import java.util.UUID;

/**
 * A member of the cluster.
 *
 * @param address host and port, by which members reach each other
 * @param version the version of its software; {@code unknown} for one that declares none
 * @param protocol the highest protocol number that it understands
 */
public record ClusterNode(UUID nodeId, String address, String version, int protocol) {}
