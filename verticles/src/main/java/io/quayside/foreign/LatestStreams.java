package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.problem.ProblemException;
import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.readmodel.ReadModels;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.client.ShardClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Shipments as the log has them now: asks the shard for the version, and waits until the read model
 * has it. Confined to one event loop.
 */
final class LatestStreams {
  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final ShardClient shards;
  private final ReadModels readModels;
  private final Scheduler scheduler;

  LatestStreams(ShardClient shards, ReadModels readModels, Scheduler scheduler) {
    this.shards = shards;
    this.readModels = readModels;
    this.scheduler = scheduler;
  }

  /** The present state of a shipment that a principal may read. */
  Future<ShipmentStream> of(Principal principal, String shipmentId) {
    return shards
        .ask(new ReadVersion(shipmentId, principal, 1, false))
        .compose(
            answer ->
                switch (answer) {
                  case Version(int version) when version > 0 -> await(shipmentId, version);
                  case Refused refused -> Future.failedFuture(refused.problem().toException());
                  default -> Future.failedFuture(Rights.NO_SHIPMENT.toException());
                });
  }

  /** Whether a failure says that the principal may not read the shipment. */
  static boolean isNotFound(Throwable failure) {
    return failure instanceof ProblemException refused
        && refused.problem().code() == ProblemCode.SHIPMENT_NOT_FOUND;
  }

  private Future<ShipmentStream> await(String shipmentId, int version) {
    long deadlineNanos = scheduler.nanoTime() + ShardClient.DEADLINE_MILLIS * 1_000_000;
    return await(shipmentId, version, deadlineNanos, FIRST_PAUSE_MILLIS);
  }

  private Future<ShipmentStream> await(
      String shipmentId, int version, long deadlineNanos, long pauseMillis) {
    return readModels.stream(shipmentId)
        .compose(
            stream -> {
              if (stream.version() >= version) {
                return Future.succeededFuture(stream);
              }
              if (scheduler.nanoTime() - deadlineNanos >= 0) {
                return Future.failedFuture(
                    new Problem(
                            ProblemCode.TEMPORARILY_UNAVAILABLE,
                            "The read model has not followed the log in time")
                        .toException());
              }
              Promise<Void> later = Promise.promise();
              scheduler.schedule(pauseMillis, later::complete);
              long next = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
              return later.future().compose(v -> await(shipmentId, version, deadlineNanos, next));
            });
  }
}
