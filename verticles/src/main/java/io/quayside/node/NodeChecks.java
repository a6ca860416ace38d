package io.quayside.node;

import com.hazelcast.core.HazelcastInstance;
import io.quayside.admin.AdminService;
import io.quayside.auth.Authenticator;
import io.quayside.log.kafka.KafkaLog;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.ownership.ShardKeeper;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What must hold for a node to be ready. */
record NodeChecks(
    KafkaLog anyLog,
    ReadModels readModels,
    HazelcastInstance hazelcast,
    ShardKeeper keeper,
    Authenticator authenticator,
    AdminService admin) {
  /** The readiness checks by name; a check that fails means that the node is not ready. */
  Map<String, Supplier<Future<Void>>> byName() {
    Map<String, Supplier<Future<Void>>> checks = new LinkedHashMap<>();
    checks.put("kafka", () -> anyLog.end().mapEmpty());
    checks.put("postgres", readModels::check);
    checks.put("cluster", () -> check(hazelcast.getLifecycleService().isRunning(), "not a member"));
    checks.put("shards", () -> check(keeper.serving(), "not every owned shard serves"));
    if (authenticator.isRequired()) {
      checks.put("administration", () -> check(admin.store().isFresh(), "not read for too long"));
    }
    return checks;
  }

  private static Future<Void> check(boolean holds, String otherwise) {
    return holds ? Future.succeededFuture() : Future.failedFuture(otherwise);
  }
}
