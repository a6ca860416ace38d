package io.quayside.edge.mqtt;

import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.quayside.auth.Grant;
import io.quayside.common.identity.CommandId;
import io.quayside.common.metrics.ConsumerErrors;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.trace.Span;
import io.quayside.common.trace.Stage;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.edge.http.Access;
import io.quayside.edge.mqtt.PublishOutcome.Refused;
import io.quayside.edge.mqtt.PublishOutcome.SomeTaken;
import io.quayside.edge.mqtt.PublishOutcome.Taken;
import io.quayside.edge.position.IngestBatch;
import io.quayside.edge.position.NdjsonMessage;
import io.quayside.edge.position.PositionParser;
import io.quayside.edge.position.ReadBuffer;
import io.quayside.shard.client.PositionIngest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is published: judges it as HTTP does, asks the shards, and asks again for a while
 * where the refusal may pass. Confined to one event loop.
 */
final class Publications {
  private static final String FORMAT = MqttLetters.FORMAT;
  private static final long AGAIN_MILLIS = 250;

  private final PositionIngest ingest;
  private final Scheduler scheduler;
  private final Metrics metrics;
  private final MqttLetters letters;
  private final ReadBuffer readBuffer = new ReadBuffer();

  Publications(PositionIngest ingest, Scheduler scheduler, Metrics metrics, MqttLetters letters) {
    this.ingest = ingest;
    this.scheduler = scheduler;
    this.metrics = metrics;
    this.letters = letters;
  }

  /**
   * A message that is to be taken.
   *
   * @param traceparent W3C Trace Context that the device gives; null for none
   * @param patienceMillis how long it is tried again
   * @param abandoned whether nobody waits for the outcome any more
   */
  record Message(
      Grant grant,
      String topic,
      byte[] payload,
      @Nullable String traceparent,
      long patienceMillis,
      BooleanSupplier abandoned,
      Consumer<PublishOutcome> done) {}

  /** Whether a payload has more lines than a message may have. */
  static boolean hasTooManyLines(byte[] payload) {
    int lines = 1;
    for (int i = 0; i < payload.length - 1; i++) {
      if (payload[i] == '\n') {
        lines++;
      }
    }
    return lines > MqttSettings.MAX_LINES;
  }

  /** The place in a trace that a device gives its message, where that matters; or null. */
  @Nullable String traceparent(MqttPublishMessage packet) {
    return metrics.traces().isOn()
        ? MqttPackets.traceparent(packet.variableHeader().properties())
        : null;
  }

  /** A message that is tried until it has an outcome that lasts, or its time is up. */
  private record Trial(
      Message message, PublishTopic topic, long deadlineNanos, @Nullable Span span) {
    @Nullable String traceparent() {
      return span == null ? message.traceparent : span.traceparent();
    }
  }

  /** Takes a message, and tells its outcome unless it was abandoned. */
  void take(Message message) {
    if (!Access.REPORTERS.permits(message.grant.principal())) {
      end(message, new Refused(ProblemCode.FORBIDDEN));
      return;
    }
    PublishTopic topic = PublishTopic.of(message.topic);
    if (topic == null) {
      end(message, new Refused(ProblemCode.NOT_FOUND));
      return;
    }
    long deadlineNanos =
        scheduler.nanoTime() + TimeUnit.MILLISECONDS.toNanos(message.patienceMillis);
    attempt(new Trial(message, topic, deadlineNanos, span(message)));
  }

  private @Nullable Span span(Message message) {
    return message.traceparent == null
        ? metrics.traces().root(Stage.PUBLISH)
        : metrics.traces().begin(Stage.PUBLISH, message.traceparent);
  }

  private void attempt(Trial trial) {
    Consumer<PublishOutcome> judged = outcome -> attempted(trial, outcome);
    switch (trial.topic) {
      case PublishTopic.OfShipment(String shipmentId) -> one(trial, shipmentId, judged);
      case PublishTopic.OfSeveral several -> several(trial, judged);
    }
  }

  private void attempted(Trial trial, PublishOutcome outcome) {
    boolean mayPass = outcome instanceof Refused(ProblemCode code) && code.retryable();
    if (!mayPass || scheduler.nanoTime() - trial.deadlineNanos >= 0) {
      ended(trial, outcome);
      end(trial.message, outcome);
    } else if (trial.message.abandoned.getAsBoolean()) {
      ended(trial, outcome);
    } else {
      scheduler.schedule(
          AGAIN_MILLIS,
          () -> {
            if (trial.message.abandoned.getAsBoolean()) {
              ended(trial, outcome);
            } else {
              attempt(trial);
            }
          });
    }
  }

  private static void ended(Trial trial, PublishOutcome outcome) {
    Span span = trial.span;
    if (span != null) {
      span.tag("messaging.system", "mqtt");
      span.tag("messaging.destination.name", trial.message.topic);
      span.tag("quayside.outcome", outcome.word());
      span.end();
    }
  }

  private void end(Message message, PublishOutcome outcome) {
    switch (outcome) {
      case Taken(var verdict) -> metrics.foreign(FORMAT, verdict.word(), 1);
      case Refused(ProblemCode code) -> {
        metrics.foreign(FORMAT, code.code(), 1);
        metrics.consumerErrors.count(ConsumerErrors.MQTT);
        if (!outcome.isUnanswered()) {
          letters.refused(message, code);
        }
      }
      case SomeTaken some -> {
        metrics.foreign(FORMAT, "accepted", some.accepted());
        metrics.foreign(FORMAT, "duplicate", some.duplicate());
        metrics.foreign(FORMAT, "late", some.late());
        metrics.foreign(FORMAT, "rejected", some.rejected());
        if (some.why() != null) {
          letters.refused(message, some.why());
        }
      }
    }
    if (!message.abandoned.getAsBoolean()) {
      message.done.accept(outcome);
    }
  }

  private void one(Trial trial, String shipmentId, Consumer<PublishOutcome> judged) {
    Message message = trial.message;
    Grant grant = message.grant;
    PositionUpdate update;
    try {
      update = PositionParser.parse(message.payload, message.payload.length, Instant.now());
    } catch (RuntimeException refused) {
      judged.accept(refused(Faults.toProblem(refused)));
      return;
    }
    if (!grant.principal().mayReportAs(update.deviceId())) {
      judged.accept(new Refused(ProblemCode.FORBIDDEN));
    } else if (!CommandId.isShipmentId(shipmentId)) {
      judged.accept(new Refused(ProblemCode.SHIPMENT_NOT_FOUND));
    } else if (grant.quota().takePositions(1) == 0) {
      judged.accept(new Refused(ProblemCode.RATE_LIMITED));
    } else {
      ingest.take(
          shipmentId,
          update,
          grant.principal(),
          trial.traceparent(),
          outcome -> {
            Problem problem = outcome.problem();
            judged.accept(problem == null ? new Taken(outcome.requireVerdict()) : refused(problem));
          });
    }
  }

  private static Refused refused(Problem problem) {
    return new Refused(problem.code());
  }

  private void several(Trial trial, Consumer<PublishOutcome> judged) {
    NdjsonMessage.take(
        trial.message.payload,
        readBuffer,
        new IngestBatch(ingest, trial.message.grant, trial.traceparent()),
        batch -> judged.accept(outcome(batch)));
  }

  /** One update that may be taken later keeps the whole message: those taken count once. */
  private static PublishOutcome outcome(IngestBatch batch) {
    Problem passing = batch.firstRetryable();
    if (passing != null) {
      return new Refused(passing.code());
    }
    if (batch.nothingTaken()) {
      return new Refused(ProblemCode.VALIDATION_FAILED);
    }
    Problem why = batch.firstRejected();
    return new SomeTaken(
        batch.accepted(),
        batch.duplicate(),
        batch.late(),
        batch.rejected(),
        why == null ? null : why.code());
  }
}
