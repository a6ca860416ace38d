package io.quayside.gateway;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns once a minute while another member of the cluster has another list of relays. */
final class RelayAgreement {
  private static final Logger LOG = LoggerFactory.getLogger(RelayAgreement.class);
  private static final String ATTRIBUTE = "quayside.relays";
  private static final long EVERY_MILLIS = 60_000;

  private RelayAgreement() {}

  /** The configuration, with the digest of this member's list declared to the others. */
  static Config declare(Config config, String digest) {
    config.getMemberAttributeConfig().setAttribute(ATTRIBUTE, digest);
    return config;
  }

  static void watch(Vertx vertx, HazelcastInstance hazelcast, String digest) {
    vertx.setPeriodic(
        EVERY_MILLIS,
        t -> {
          if (hazelcast.getLifecycleService().isRunning() && differs(hazelcast, digest)) {
            LOG.warn("relays: another node has another list; give all nodes the same");
          }
        });
  }

  /** Members of versions without relays declare none. */
  private static boolean differs(HazelcastInstance hazelcast, String digest) {
    return hazelcast.getCluster().getMembers().stream()
        .map(member -> member.getAttribute(ATTRIBUTE))
        .anyMatch(other -> other != null && !other.equals(digest));
  }
}
