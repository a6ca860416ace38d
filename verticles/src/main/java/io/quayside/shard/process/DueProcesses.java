package io.quayside.shard.process;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** The timers of a shard's booking processes, as the read models have them. */
@FunctionalInterface
public interface DueProcesses {
  /** The shipments whose process is due by a time, earliest first, at most {@code limit}. */
  Future<List<DueProcess>> by(Instant time, int limit);

  /** A shipment of a tenant, with the time at which its process is due. */
  record DueProcess(String tenant, String shipmentId, Instant dueAt) {}
}
