package io.quayside.admin;

import io.quayside.common.scheduling.ManualScheduler;
import java.time.Duration;
import java.time.Instant;

/** The administration of one node over a log in memory. */
final class TestNode {
  static final Duration MAX_STALE = Duration.ofMinutes(5);
  static final Instant NOW = Instant.parse("2026-03-02T08:15:30.125Z");
  static final SecretKeys KEYS = SecretKeys.parse("0123456789abcdef".repeat(4));

  final ObjectStore store;
  final AdminLog log;
  final AdminWriter writer;

  TestNode(ManualScheduler scheduler, InMemoryLog topic) {
    this(scheduler, topic, KEYS);
  }

  TestNode(ManualScheduler scheduler, InMemoryLog topic, SecretKeys keys) {
    store = new ObjectStore(keys, MAX_STALE, scheduler::nanoTime);
    log = new AdminLog(scheduler, topic, store);
    writer = new AdminWriter(scheduler, log, topic, store, () -> NOW);
    log.start();
  }
}
