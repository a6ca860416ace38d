package io.quayside.edge.mqtt;

import io.quayside.auth.Authenticator;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.edge.live.ClockTimer;
import io.quayside.edge.live.GrantWatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop share. Confined to it, but for the count of the node's
 * connections.
 */
final class MqttContext {
  private final Authenticator authenticator;
  private final @Nullable GrantWatch watch;
  private final Publications publications;
  private final Scheduler scheduler;
  private final int maxConnections;
  private final AtomicInteger connections;
  private final Set<MqttConnection> counted = new HashSet<>();

  /**
   * A context.
   *
   * @param watch null where no credentials are needed
   * @param maxConnections of the node, over all event loops
   * @param connections that the node has
   */
  MqttContext(
      Authenticator authenticator,
      @Nullable GrantWatch watch,
      Publications publications,
      Scheduler scheduler,
      int maxConnections,
      AtomicInteger connections) {
    this.authenticator = authenticator;
    this.watch = watch;
    this.publications = publications;
    this.scheduler = scheduler;
    this.maxConnections = maxConnections;
    this.connections = connections;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Publications publications() {
    return publications;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Counts a connection that has sent its CONNECT; false if the node has too many. */
  boolean admitted(MqttConnection connection) {
    if (connections.incrementAndGet() > maxConnections) {
      connections.decrementAndGet();
      return false;
    }
    counted.add(connection);
    return true;
  }

  /** Connections of this event loop that have sent their CONNECT. */
  int counted() {
    return counted.size();
  }

  /** A connection is closed. */
  void closed(MqttConnection connection) {
    if (counted.remove(connection)) {
      connections.decrementAndGet();
    }
  }

  Cancellable at(Instant due, Runnable task) {
    return new ClockTimer(scheduler, InstantSource.system(), due, task);
  }

  void watch(MqttConnection connection) {
    if (watch != null) {
      watch.add(connection);
    }
  }

  void unwatch(MqttConnection connection) {
    if (watch != null) {
      watch.remove(connection);
    }
  }
}
