package io.quayside.edge;

import io.quayside.cluster.Shards;
import io.quayside.problem.ProblemCode;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.ShardVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * Brings requests to their shards. A shard that does not serve yet is asked again until the
 * deadline; what has no answer by then is {@code temporarily-unavailable}.
 */
final class ShardClient {
  /** From the request to the answer at the latest, in milliseconds. */
  static final long DEADLINE_MILLIS = 5_000;

  private static final long RETRY_MILLIS = 25;

  private final Vertx vertx;
  private final int shards;

  ShardClient(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
  }

  /** The shard's answer; never fails but by a defect. */
  Future<ShardAnswer> ask(ShardRequest request) {
    Promise<ShardAnswer> answer = Promise.promise();
    String address = ShardVerticle.address(Shards.of(request.shipmentId(), shards));
    ask(address, request, System.nanoTime() + DEADLINE_MILLIS * 1_000_000, answer);
    return answer.future();
  }

  private void ask(String address, ShardRequest request, long deadline, Promise<ShardAnswer> to) {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      to.complete(unavailable("The shard does not serve"));
      return;
    }
    DeliveryOptions options =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setCodecName(LocalCodec.NAME)
            .setSendTimeout(millis);
    vertx
        .eventBus()
        .<ShardAnswer>request(address, request, options)
        .onComplete(
            reply -> to.complete(reply.body()),
            failure -> failed(failure, address, request, deadline, to));
  }

  private void failed(
      Throwable failure,
      String address,
      ShardRequest request,
      long deadline,
      Promise<ShardAnswer> to) {
    if (failure instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        vertx.setTimer(RETRY_MILLIS, t -> ask(address, request, deadline, to));
        return;
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        to.complete(unavailable("The shard did not answer within the deadline"));
        return;
      }
    }
    to.fail(failure);
  }

  private static ShardAnswer unavailable(String detail) {
    return new Refused(ProblemCode.TEMPORARILY_UNAVAILABLE, detail);
  }
}
