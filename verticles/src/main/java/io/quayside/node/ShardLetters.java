package io.quayside.node;

import io.quayside.common.scheduling.OnContext;
import io.quayside.domain.booking.BookingEvent;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.notify.letter.KeptLetter;
import io.quayside.notify.letter.Letter;
import io.quayside.notify.letter.LetterSource;
import io.quayside.notify.letter.Redriver;
import io.quayside.notify.webhook.Notice;
import io.quayside.notify.webhook.Webhooks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Between the shards of a node and its dead letters, which have a context of their own: parks
 * letters for shards, and has shards redrive theirs.
 */
final class ShardLetters implements Redriver {
  private final Webhooks webhooks;
  private final Map<Integer, Local> running = new ConcurrentHashMap<>();

  /** A shard that runs here. */
  private record Local(Context context, Function<KeptLetter, Future<Optional<Refusal>>> redriver) {}

  ShardLetters(Webhooks webhooks) {
    this.webhooks = webhooks;
    webhooks.withLetters(
        letters -> {
          letters.onRedrive(LetterSource.DECODE, this);
          letters.onRedrive(LetterSource.PROJECTION, this);
          letters.onRedrive(LetterSource.SAGA, this);
          return Future.succeededFuture();
        });
  }

  /** A shard serves here: its letters are redriven by it, on its context. */
  void register(
      int shard, Context context, Function<KeptLetter, Future<Optional<Refusal>>> redriver) {
    running.put(shard, new Local(context, redriver));
  }

  void unregister(int shard) {
    running.remove(shard);
  }

  /** Parks a letter; completes on the context, once that is durable. */
  Future<KeptLetter> park(Letter letter, Context context) {
    return OnContext.complete(context, webhooks.withLetters(letters -> letters.park(letter)));
  }

  /** Tells webhooks that a booking needs a person. */
  void tellStuck(ShipmentStream stream, BookingEvent.BookingStuck stuck) {
    webhooks.publish(
        Notice.sagaStuck(stream.tenant(), stream.shipmentId(), stuck.rule().word(), stuck.code()));
  }

  @Override
  public Future<Optional<Refusal>> redrive(KeptLetter kept) {
    Local local = running.get(kept.shard());
    if (local == null) {
      return Future.failedFuture("the shard does not serve here");
    }
    return OnContext.run(local.context, () -> local.redriver.apply(kept));
  }
}
