package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.cluster.Agreement;
import io.quayside.cluster.ClusterNode;
import io.quayside.common.metrics.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds nodes of another cluster over the same log. Both clusters then run each shard: the log
 * decides between them, but each decides on states that are out of date. Two things show a node:
 *
 * <ul>
 *   <li>a row of its own in PostgreSQL, which it renews: if both share the database;
 *   <li>its membership in a consumer group of Kafka: whatever their databases.
 * </ul>
 */
public final class ForeignNodes {
  private static final long PERIOD_MILLIS = 5_000;
  private static final int MISSED_LOOKS = 3;

  /** After so many looks the broker has removed a member of this cluster that was killed. */
  private static final int SURE_LOOKS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(ForeignNodes.class);

  private static final String RENEW =
      """
      with own as (
        insert into public.cluster_nodes values ($1, $2, $3, now())
        on conflict (node_id) do update set seen_at = excluded.seen_at
      ), gone as (
        delete from public.cluster_nodes
        where node_id <> $1 and seen_at < now() - interval '1 minute'
      )
      select node_id, cluster_name, address, seen_at from public.cluster_nodes where node_id <> $1
      """;

  private static final String FORGET = "delete from public.cluster_nodes where node_id = $1";

  private final Vertx vertx;
  private final Pool pool;
  private final HazelcastInstance hazelcast;
  private final ClusterNode self;
  private final String clusterName;
  private final long timer;

  /** The rows of nodes that are no members, as of the last look. */
  private Map<UUID, Sighting> seen = Map.of();

  private final KafkaPresence kafka;

  /** At how many looks in a row Kafka had a node that is no member. */
  private Map<UUID, Integer> present = Map.of();

  private Map<UUID, String> byDatabase = Map.of();
  private Map<UUID, String> byKafka = Map.of();
  private int kafkaFailures;

  private volatile Set<String> foreign = Set.of();

  /**
   * A row of a node that is no member.
   *
   * @param renewed whether it was renewed since it was first seen: that of a killed node never is
   * @param looks at which it was as before, one after the other
   */
  private record Sighting(OffsetDateTime at, boolean renewed, int looks) {
    Sighting next(OffsetDateTime next) {
      return next.isEqual(at) ? new Sighting(at, renewed, looks + 1) : new Sighting(next, true, 0);
    }

    /** A slow node may renew its row between every second pair of looks only. */
    boolean isAlive() {
      return renewed && looks < MISSED_LOOKS;
    }
  }

  private ForeignNodes(
      Vertx vertx, Pool pool, Map<String, String> kafkaClient, HazelcastInstance hazelcast) {
    this.vertx = vertx;
    this.pool = pool;
    this.hazelcast = hazelcast;
    this.self = Agreement.node(hazelcast.getCluster().getLocalMember());
    this.clusterName = hazelcast.getConfig().getClusterName();
    this.kafka = new KafkaPresence(vertx, kafkaClient, self, clusterName);
    this.timer = vertx.setPeriodic(1, PERIOD_MILLIS, t -> look());
  }

  /** Looks for them from now on. */
  public static ForeignNodes watch(
      Vertx vertx, QuaysideNode.Settings settings, HazelcastInstance hazelcast, Metrics metrics) {
    Pool pool = PostgresOptions.rawPool(vertx, settings.postgresUri(), "nodes", 1);
    ForeignNodes watch = new ForeignNodes(vertx, pool, settings.kafka().reveal(), hazelcast);
    metrics.gauge(
        "quayside.foreign.nodes",
        "Nodes over the same log that are no members of this node's cluster",
        () -> watch.foreign.size());
    return watch;
  }

  private void look() {
    pool.preparedQuery(RENEW)
        .execute(Tuple.of(self.nodeId(), clusterName, self.address()))
        .onSuccess(this::compare)
        .onFailure(failure -> LOG.debug("nodes are not known: {}", failure.toString()));
    kafka
        .look()
        .onSuccess(
            found -> {
              kafkaFailures = 0;
              compare(found);
            })
        .onFailure(this::kafkaFailed);
  }

  /**
   * Said once, for it may be forbidden for ever; the first looks come before the group is there.
   */
  private void kafkaFailed(Throwable failure) {
    if (++kafkaFailures == SURE_LOOKS) {
      LOG.info(
          "Kafka does not tell of other clusters: group={} cause={}",
          KafkaPresence.GROUP,
          failure.toString());
    }
  }

  private Set<UUID> members() {
    return hazelcast.getCluster().getMembers().stream()
        .map(Agreement::nodeId)
        .collect(Collectors.toSet());
  }

  private void compare(List<KafkaPresence.Present> nodes) {
    Set<UUID> members = members();
    Map<UUID, Integer> now = new HashMap<>();
    Map<UUID, String> found = new HashMap<>();
    for (KafkaPresence.Present node : nodes) {
      if (!members.contains(node.nodeId())) {
        int looks = present.getOrDefault(node.nodeId(), 0) + 1;
        now.put(node.nodeId(), looks);
        if (!node.cluster().equals(clusterName) || looks >= SURE_LOOKS) {
          found.put(node.nodeId(), node.cluster() + " at " + node.address());
        }
      }
    }
    present = now;
    byKafka = found;
    tell();
  }

  private void compare(RowSet<Row> rows) {
    Set<UUID> members = members();
    Map<UUID, Sighting> now = new HashMap<>();
    Map<UUID, String> found = new HashMap<>();
    for (Row row : rows) {
      UUID node = row.getUUID("node_id");
      if (members.contains(node)) {
        continue;
      }
      OffsetDateTime at = row.getOffsetDateTime("seen_at");
      Sighting before = seen.get(node);
      Sighting sighting = before == null ? new Sighting(at, false, 0) : before.next(at);
      if (sighting.isAlive()) {
        found.put(node, row.getString("cluster_name") + " at " + row.getString("address"));
      }
      now.put(node, sighting);
    }
    seen = now;
    byDatabase = found;
    tell();
  }

  private void tell() {
    Map<UUID, String> both = new HashMap<>(byDatabase);
    both.putAll(byKafka);
    Set<String> found = new TreeSet<>(both.values());
    if (found.equals(foreign)) {
      return;
    }
    foreign = Set.copyOf(found);
    if (found.isEmpty()) {
      LOG.info("no other cluster uses this log any more");
    } else {
      LOG.warn("another cluster uses this log: own={} others={}", clusterName, found);
    }
  }

  /** Stops, and forgets this node. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return kafka.close().eventually(this::forget);
  }

  private Future<Void> forget() {
    return pool.preparedQuery(FORGET)
        .execute(Tuple.of(self.nodeId()))
        // The row stays then, and is not renewed.
        .onFailure(failure -> LOG.debug("this node is not forgotten: {}", failure.toString()))
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .eventually(pool::close);
  }
}
