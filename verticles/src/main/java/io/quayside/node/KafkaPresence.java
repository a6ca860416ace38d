package io.quayside.node;

import io.quayside.cluster.ClusterNode;
import io.quayside.cluster.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.admin.KafkaAdminClient;
import io.vertx.kafka.admin.MemberDescription;
import io.vertx.kafka.client.consumer.KafkaConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows each node of every cluster over one Kafka to the others: a node is a member of the consumer
 * group {@value #GROUP}, whose client id names node, cluster and address. The broker removes
 * members that it no longer hears of. Commits no offset, and reads nothing that it does not drop.
 */
final class KafkaPresence {
  static final String GROUP = "quayside-nodes";

  /** After which the broker removes a member that it does not hear of. */
  static final Duration SESSION = Duration.ofSeconds(10);

  /** Short, since a node that stops waits for a poll that is under way. */
  private static final Duration POLL = Duration.ofMillis(200);

  private static final String SEPARATOR = "/";
  private static final int PARTS = 3;

  private final KafkaConsumer<String, byte[]> member;
  private final KafkaAdminClient admin;
  private @Nullable Future<Void> subscribed;

  /** A node as the group names it. */
  record Present(UUID nodeId, String cluster, String address) {
    /** Null for what is not ours. */
    static @Nullable Present of(String clientId) {
      String[] parts = clientId.split(SEPARATOR, PARTS);
      if (parts.length < PARTS) {
        return null;
      }
      try {
        return new Present(UUID.fromString(parts[0]), parts[1], parts[2]);
      } catch (IllegalArgumentException foreign) {
        return null;
      }
    }

    String clientId() {
      return nodeId + SEPARATOR + cluster + SEPARATOR + address;
    }
  }

  KafkaPresence(Vertx vertx, Map<String, String> clientSettings, ClusterNode self, String cluster) {
    Map<String, String> settings = new HashMap<>(clientSettings);
    settings.put("group.id", GROUP);
    settings.put("client.id", new Present(self.nodeId(), cluster, self.address()).clientId());
    settings.put("session.timeout.ms", Long.toString(SESSION.toMillis()));
    settings.put("heartbeat.interval.ms", Long.toString(SESSION.toMillis() / 3));
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "latest");
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put(
        "value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
    this.member = KafkaConsumer.create(vertx, settings);
    this.admin = KafkaAdminClient.create(vertx, WebhookParts.adminSettings(clientSettings));
  }

  /** Stays a member, and looks for the others; to be called every few seconds. */
  Future<List<Present>> look() {
    if (subscribed == null || subscribed.failed()) {
      subscribed = member.subscribe(Set.of(Topics.ADMIN));
    }
    return subscribed
        .compose(v -> member.poll(POLL))
        .compose(polled -> admin.describeConsumerGroups(List.of(GROUP)))
        .map(
            groups -> {
              List<Present> found = new ArrayList<>();
              groups.values().forEach(group -> group.getMembers().forEach(one -> add(one, found)));
              return found;
            });
  }

  private static void add(MemberDescription one, List<Present> found) {
    Present present = Present.of(one.getClientId());
    if (present != null) {
      found.add(present);
    }
  }

  /** Leaves the group. */
  Future<Void> close() {
    return member.close().otherwiseEmpty().eventually(admin::close);
  }
}
