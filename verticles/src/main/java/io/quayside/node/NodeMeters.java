package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Topics;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.booking.RuleName;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of a node as a whole, and those that are there from the start with zero. */
final class NodeMeters {
  /** The bounds that {@code quayside_overflows_total} counts; docs/operations.md lists them. */
  private static final List<String> BOUNDS =
      List.of(
          "appends",
          "connections",
          "devices",
          "loading",
          "mailbox",
          "management-connections",
          "management-requests",
          "patience",
          "projection",
          "disk",
          "requests",
          "subscriber",
          "subscriptions",
          "transfers",
          "unauthenticated");

  private NodeMeters() {}

  /** Registers them; the result is the number of open connections, which the edges count. */
  static AtomicInteger begin(Metrics metrics, HazelcastInstance hazelcast) {
    AtomicInteger connections = new AtomicInteger();
    metrics.begin(
        List.of(Topics.EVENTS, Topics.POSITIONS),
        BOUNDS,
        Arrays.stream(RuleName.values()).map(RuleName::word).toList());
    metrics.gauge("quayside.connections", "Open connections, sockets included", connections::get);
    metrics.gauge(
        "quayside.cluster.members",
        "Members of the cluster that this node sees",
        () -> hazelcast.getCluster().getMembers().size());
    return connections;
  }
}
