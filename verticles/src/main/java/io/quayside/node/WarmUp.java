package io.quayside.node;

import io.quayside.cluster.Topics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.util.concurrent.TimeUnit;

/** Fetches the topics' metadata until a producer has it: an append without it fails at once. */
record WarmUp(Vertx vertx, KafkaProducer<String, byte[]> producer, long deadlineNanos) {
  private static final long LOOK_MILLIS = 20;
  private static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  static Future<Void> of(Vertx vertx, KafkaProducer<String, byte[]> producer) {
    return new WarmUp(vertx, producer, System.nanoTime() + WITHIN_NANOS).look();
  }

  private Future<Void> look() {
    return Future.all(Topics.ALL.stream().map(producer::partitionsFor).toList())
        .<Void>mapEmpty()
        .recover(
            failure ->
                System.nanoTime() - deadlineNanos > 0
                    ? Future.failedFuture(failure)
                    : vertx.timer(LOOK_MILLIS).compose(t -> look()));
  }
}
