package io.quayside.cluster;

import java.util.List;

/** How a node finds the other members of its cluster. All members use the same way. */
public sealed interface Discovery {
  /** No discovery: the node stands alone. */
  record Alone() implements Discovery {}

  /** Every member's {@code host} or {@code host:port}, this one's included. */
  record Members(List<String> addresses) implements Discovery {
    public Members {
      addresses = List.copyOf(addresses);
    }
  }

  /** A name that resolves to the addresses of all members, which listen on one port. */
  record Dns(String name) implements Discovery {}

  /** The pods behind a Kubernetes service, asked of the cluster's API server. */
  record Kubernetes(String namespace, String service) implements Discovery {}

  /** The members that answer in a multicast group (224.0.0.0 to 239.255.255.255) on a port. */
  record Multicast(String group, int port) implements Discovery {}
}
