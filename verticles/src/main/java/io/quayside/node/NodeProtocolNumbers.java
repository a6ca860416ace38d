package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Agreement;
import io.quayside.readmodel.Rebuilds;

/** The protocol numbers of the cluster's members. */
record NodeProtocolNumbers(HazelcastInstance hazelcast) implements Rebuilds.ProtocolNumbers {
  @Override
  public int own() {
    return Agreement.HIGHEST_PROTOCOL;
  }

  @Override
  public boolean differ() {
    return Agreement.protocolsDiffer(hazelcast.getCluster().getMembers());
  }
}
