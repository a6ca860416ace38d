package io.quayside.shard.rpc;

import io.quayside.cluster.Shards;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest;
import io.quayside.shard.actor.Shard;
import io.quayside.shard.ownership.ShardTable;
import io.quayside.shard.rpc.ShardMessage.NumberedReply;
import io.quayside.shard.rpc.ShardMessage.NumberedRequest;
import io.quayside.shard.rpc.ShardMessage.ReplyBatch;
import io.quayside.shard.rpc.ShardMessage.RequestBatch;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the shards of this node are reached: by its own edges directly, by other nodes at one
 * address a node. Addresses of shards would go stale when a cluster splits; a node that is asked
 * for a shard it does not run says so instead.
 */
public final class LocalShards {
  private static final long PROBE_TIMEOUT_MILLIS = 1_000;

  private final Vertx vertx;
  private final int shards;
  private final ConcurrentHashMap<Integer, Running> served = new ConcurrentHashMap<>();
  private final Context context;
  private final TurnBatcher<NumberedReply> replies;

  public LocalShards(Vertx vertx, int shards) {
    this.vertx = vertx;
    this.shards = shards;
    this.context = vertx.getOrCreateContext();
    this.replies = new TurnBatcher<>(vertx, this::send);
  }

  /** The event-bus address of a node. */
  static String address(UUID node) {
    return "commands." + node;
  }

  private static String probeAddress(UUID node) {
    return "serves." + node;
  }

  private static String tableAddress(UUID node) {
    return "table." + node;
  }

  /**
   * Completes when the other nodes know of it. It stays open until Vert.x ends: who does not know
   * yet that a shard is gone is to be told so, and not to wait for the end of the node.
   */
  public Future<Void> open(ShardTable shardTable) {
    Promise<Void> open = Promise.promise();
    context.runOnContext(v -> listen(shardTable).onComplete(open));
    return open.future();
  }

  private Future<Void> listen(ShardTable shardTable) {
    UUID self = shardTable.self();
    MessageConsumer<RequestBatch> questions =
        vertx.eventBus().consumer(address(self), this::onQuestions);
    MessageConsumer<Integer> probes =
        vertx
            .eventBus()
            .consumer(probeAddress(self), probe -> probe.reply(served.containsKey(probe.body())));
    MessageConsumer<String> tables =
        vertx
            .eventBus()
            .consumer(
                tableAddress(self),
                node -> {
                  shardTable.lookAgain();
                  node.reply(shardTable.of(UUID.fromString(node.body())).isEmpty());
                });
    return Future.all(questions.completion(), probes.completion(), tables.completion()).mapEmpty();
  }

  /** A shard that serves, and the context on which it may be asked. */
  public record Running(Context context, Shard shard) {}

  /** Of a shard that does not run where it was asked for. */
  public static final class NotHereException extends RuntimeException {
    NotHereException() {
      super("the shard does not run there", null, false, false);
    }
  }

  /** Of a node that could not be asked; whether it has heard nevertheless is not known. */
  public static final class NotReachedException extends RuntimeException {
    NotReachedException(Throwable cause) {
      super(cause.toString(), cause, false, false);
    }
  }

  /** A shard serves on this node from now on. */
  public void here(int shard, Running running) {
    served.put(shard, running);
  }

  /** It does no longer. */
  public void gone(int shard) {
    served.remove(shard);
  }

  /**
   * Tells what a shard of this node answers, on the context of the caller; fails with {@link
   * NotHereException} where it does not run, and else by a defect only.
   */
  public void ask(int shard, ShardRequest request, Completable<ShardAnswer> answered) {
    Running running = served.get(shard);
    if (running == null) {
      answered.fail(new NotHereException());
      return;
    }
    Context caller = vertx.getOrCreateContext();
    running.context.runOnContext(
        v -> {
          Completable<ShardAnswer> back =
              (answer, failure) -> caller.runOnContext(w -> answered.complete(answer, failure));
          // Whoever stopped it meanwhile did so on this context.
          if (running.equals(served.get(shard))) {
            running.shard.ask(request, back);
          } else {
            back.fail(new NotHereException());
          }
        });
  }

  /** Whether a shard serves on a node; fails where the node does not answer. */
  public Future<Boolean> serves(UUID node, int shard) {
    return probe(probeAddress(node), shard);
  }

  /** Whether a node's table says that another one owns nothing; fails where it does not answer. */
  public Future<Boolean> knowsWithoutShards(UUID node, UUID other) {
    return probe(tableAddress(node), other.toString());
  }

  private Future<Boolean> probe(String address, Object question) {
    return vertx
        .eventBus()
        .<Boolean>request(
            address, question, new DeliveryOptions().setSendTimeout(PROBE_TIMEOUT_MILLIS))
        .map(Message::body);
  }

  private void onQuestions(Message<RequestBatch> message) {
    String backTo = message.body().backTo();
    for (NumberedRequest question : message.body().all()) {
      ask(
          Shards.of(question.request().shipmentId(), shards),
          question.request(),
          (answer, failure) -> replies.add(backTo, reply(question, answer, failure)));
    }
  }

  private static NumberedReply reply(
      NumberedRequest question, ShardAnswer answer, Throwable failure) {
    boolean defect = failure != null && !(failure instanceof NotHereException);
    return new NumberedReply(question.number(), answer, defect ? failure.toString() : null);
  }

  /** What does not get there is not repeated: who asked has left, or gives up at its deadline. */
  private void send(String backTo, List<NumberedReply> all) {
    vertx.eventBus().send(backTo, new ReplyBatch(all));
  }
}
