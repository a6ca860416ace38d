package io.quayside.notify.webhook;

import io.quayside.common.problem.Faults;
import io.quayside.notify.lane.LaneWriter;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer with what writes its progress and its state. Goes on when its owner takes it over
 * again. Confined to one event loop.
 */
final class RunningWebhook {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookOwner.class);
  private static final long SUCCESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  final WebhookConsumer consumer;
  final LaneWriter writer;
  private final String webhookId;
  private final WebhookStore store;
  private final Runnable lost;
  private Map<Integer, Long> epochs;
  private long laneGenerations;

  /** The state as PostgreSQL has it. */
  private WebhookStatus written;

  private long writtenNanos = System.nanoTime() - SUCCESS_NANOS;
  private Future<Void> writing = Future.succeededFuture();

  /** {@code lost} is run when a write of the state is refused. */
  RunningWebhook(
      String webhookId,
      WebhookConsumer consumer,
      LaneWriter writer,
      WebhookStore store,
      WebhookStatus written,
      long laneGenerations,
      Runnable lost) {
    this.webhookId = webhookId;
    this.consumer = consumer;
    this.writer = writer;
    this.store = store;
    this.epochs = consumer.backlog().epochs();
    this.written = written;
    this.laneGenerations = laneGenerations;
    this.lost = lost;
  }

  /** The epochs of its cursors, as they were taken over. */
  Map<Integer, Long> epochs() {
    return epochs;
  }

  long laneGenerations() {
    return laneGenerations;
  }

  /** Whether PostgreSQL has the state that was written last. */
  boolean isAsWritten(WebhookStatus kept) {
    return kept.equals(written);
  }

  /** Writes the state if it has changed: a success alone every 5 s at most. */
  void saveStatus() {
    WebhookStatus status = consumer.status();
    boolean onlySuccess =
        status.state() == written.state() && status.since().equals(written.since());
    boolean due = !onlySuccess || System.nanoTime() - writtenNanos >= SUCCESS_NANOS;
    if (due && writing.isComplete()) {
      writeStatus();
    }
  }

  private Future<Void> writeStatus() {
    WebhookStatus status = consumer.status();
    if (status.equals(written)) {
      return Future.succeededFuture();
    }
    writtenNanos = System.nanoTime();
    writing =
        store
            .save(WebhookOwner.consumerOf(webhookId), epochs, webhookId, status)
            .onComplete(
                owned -> {
                  if (!owned) {
                    lost.run();
                    return;
                  }
                  if (status.state() != written.state()) {
                    LOG.info("webhook {}: webhookId={}", status.state(), webhookId);
                  }
                  written = status;
                },
                failure -> Faults.report("writing the state of a webhook", failure))
            .mapEmpty();
    return writing;
  }

  /** Begins no attempts and no writes until {@link #takenOver}; completes when none is written. */
  Future<Void> pause() {
    consumer.pause();
    return writer.hold().compose(v -> writing.otherwiseEmpty());
  }

  /**
   * Its backlog was taken over again.
   *
   * @param kept the state that PostgreSQL has
   * @param anew how the endpoint goes if it is judged anew, or null
   */
  void takenOver(WebhookStatus kept, long generations, @Nullable Health anew) {
    epochs = consumer.backlog().epochs();
    written = kept;
    laneGenerations = generations;
    writer.takenOver();
    consumer.resume(anew);
  }

  /** Ends at once; what is not written is forgotten. */
  void abandon() {
    consumer.close();
    writer.close();
  }

  /** Ends; completes when what is settled is written. */
  Future<Void> close() {
    consumer.close();
    Future<Void> flushed = writer.flushAll();
    Future<Void> saved = writing.otherwiseEmpty().compose(v -> writeStatus());
    return Future.join(flushed, saved).<Void>mapEmpty().onComplete(done -> writer.close());
  }
}
