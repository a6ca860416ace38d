package io.quayside.admin;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.log.feed.Log;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;

/** The administration of one node: the objects it knows, the topic it follows, its writes. */
public final class AdminService {
  private final ObjectStore store;
  private final AdminLog log;
  private final AdminWriter writer;
  private final ProtocolFloors floors;
  private final Resealing resealing;

  /**
   * Not started yet.
   *
   * @param scheduler of the event loop on which the topic's log completes
   * @param maxStale how long ago the end of the topic may have been reached
   */
  public AdminService(Scheduler scheduler, Log topic, SecretKeys keys, Duration maxStale) {
    store = new ObjectStore(keys, maxStale, scheduler::nanoTime);
    log = new AdminLog(scheduler, topic, store);
    writer = new AdminWriter(scheduler, log, topic, store, InstantSource.system());
    resealing = new Resealing(store, writer);
    floors = new ProtocolFloors(store, writer);
  }

  /**
   * Reads the topic to its end, then follows it; completes when the end is reached. Goes on with
   * sealing secrets anew where that is due.
   */
  public Future<Void> start() {
    return log.start().onSuccess(v -> resealing.run());
  }

  /** Stops following the topic. */
  public Future<Void> close() {
    return log.close();
  }

  public ObjectStore store() {
    return store;
  }

  public AdminWriter writer() {
    return writer;
  }

  public ProtocolFloors protocolFloors() {
    return floors;
  }
}
