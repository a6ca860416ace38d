package io.quayside.notify.webhook;

import io.quayside.notify.lane.LaneWriter;
import java.util.Map;

/** A consumer with what writes its progress. */
final class RunningWebhook {
  final WebhookConsumer consumer;
  final LaneWriter writer;
  final Map<Integer, Long> epochs;
  final long laneGenerations;
  WebhookStatus written;
  long writtenNanos = System.nanoTime();
  boolean writing;

  RunningWebhook(
      WebhookConsumer consumer,
      LaneWriter writer,
      Map<Integer, Long> epochs,
      long laneGenerations,
      WebhookStatus written) {
    this.laneGenerations = laneGenerations;
    this.consumer = consumer;
    this.writer = writer;
    this.epochs = epochs;
    this.written = written;
  }
}
