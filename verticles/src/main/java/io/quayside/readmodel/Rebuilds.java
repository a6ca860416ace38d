package io.quayside.readmodel;

import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.readmodel.Generation.State;
import io.quayside.readmodel.Generation.SwitchMode;
import io.quayside.readmodel.Generations.Known;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds of the read models: starts, switches and removes generations, for requests at any node.
 * On each node it also sets a generation ready when the last of its shards is followed.
 */
public final class Rebuilds {
  private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);

  /** Every node that asks in time has stopped to write a generation by then. */
  private static final long LEAVE_MILLIS = 4 * Generations.PERIOD_MILLIS;

  private static final long MEASURE_EVERY = 4;

  private final Vertx vertx;
  private final GenerationStore store;
  private final Generations generations;
  private final int shards;
  private final ProtocolNumbers protocol;
  private volatile double progress;
  private long timer = -1;
  private long rounds;

  /** The protocol numbers of the cluster. */
  public interface ProtocolNumbers {
    /** The number of this node. */
    int own();

    /** Whether the members of the cluster have different ones. */
    boolean differ();
  }

  /** A generation and how far its shards are. */
  public record Described(Generation generation, List<ShardProgress> shards) {
    /** Records that are read in a second, by all nodes together. */
    public long perSecond() {
      return generation.state() == State.RUNNING
          ? shards.stream().mapToLong(ShardProgress::perSecond).sum()
          : 0;
    }

    /** Records that are still to be read. */
    long left() {
      return shards.stream().mapToLong(ShardProgress::left).sum();
    }

    private long read() {
      return shards.stream().mapToLong(ShardProgress::read).sum();
    }

    /** Seconds until all is read at the present rate; null where that cannot be told. */
    public @Nullable Long etaSeconds() {
      return generation.state() != State.RUNNING || perSecond() == 0
          ? null
          : Long.valueOf(Math.ceilDiv(left(), perSecond()));
    }

    double progress() {
      long all = read() + left();
      return all == 0 ? 0 : (double) read() / all;
    }
  }

  public Rebuilds(
      Vertx vertx,
      GenerationStore store,
      Generations generations,
      int shards,
      ProtocolNumbers protocol) {
    this.vertx = vertx;
    this.store = store;
    this.generations = generations;
    this.shards = shards;
    this.protocol = protocol;
  }

  /** Follows the generations from now on; completes when the node knows the current one. */
  public Future<Void> start() {
    return generations
        .ask()
        .map(
            known -> {
              timer = vertx.setPeriodic(Generations.PERIOD_MILLIS, t -> round());
              return null;
            });
  }

  public void close() {
    vertx.cancelTimer(timer);
  }

  /** How much of the generation on its way is read, from 0 to 1; 0 where there is none. */
  public double progress() {
    return progress;
  }

  private void round() {
    generations
        .ask()
        .compose(this::advance)
        .onFailure(failure -> LOG.debug("generations are not known: {}", failure.toString()));
  }

  private Future<Void> advance(Known known) {
    Generation one = known.onTheWay();
    if (one == null) {
      progress = 0;
      return Future.succeededFuture();
    }
    if (rounds++ % MEASURE_EVERY == 0) {
      describe(one).onSuccess(described -> progress = described.progress());
    }
    if (one.state() == State.RUNNING) {
      return store
          .ready(one.number(), shards)
          .map(
              ready -> {
                if (ready) {
                  LOG.info("generation {} is ready", one.number());
                }
                return null;
              });
    }
    return one.switchMode() == SwitchMode.AUTO
        ? store.switchTo(one.number(), shards).mapEmpty()
        : Future.succeededFuture();
  }

  /** All generations, newest first. */
  public Future<List<Described>> all() {
    return generations.ask().compose(known -> describe(known.all(), 0, new ArrayList<>()));
  }

  private Future<List<Described>> describe(
      List<Generation> all, int index, List<Described> described) {
    return index == all.size()
        ? Future.succeededFuture(described)
        : describe(all.get(index))
            .compose(
                one -> {
                  described.add(one);
                  return describe(all, index + 1, described);
                });
  }

  private Future<Described> describe(Generation generation) {
    return store.shards(generation, shards).map(progress -> new Described(generation, progress));
  }

  /** One generation; fails with {@code not-found}. */
  public Future<Described> one(int number) {
    return generations.ask().map(known -> found(known, number)).compose(this::describe);
  }

  private static Generation found(Known known, int number) {
    return known.all().stream()
        .filter(one -> one.number() == number)
        .findFirst()
        .orElseThrow(
            () -> new Problem(ProblemCode.NOT_FOUND, "There is no such generation").toException());
  }

  /** Starts a rebuild; fails with {@code illegal-transition} while another one is on its way. */
  public Future<Described> begin(int perSecond, SwitchMode mode) {
    if (protocol.differ()) {
      return refused("The nodes have different protocol numbers");
    }
    return store
        .start(perSecond, mode, protocol.own())
        .compose(
            number -> {
              if (number == null) {
                return refused("A rebuild is running or ready");
              }
              LOG.info("generation {} is being built", number);
              return one(number);
            });
  }

  /** Makes a generation the current one; fails with {@code illegal-transition} unless ready. */
  public Future<Described> switchTo(int number) {
    return one(number)
        .compose(found -> store.switchTo(number, shards))
        .compose(
            switched ->
                switched ? one(number) : refused("Only a generation that is ready can be read"));
  }

  /**
   * Removes a generation, which is left first by all nodes: those that write one on its way, and
   * those that may still read a former one.
   */
  public Future<Void> remove(int number) {
    return generations
        .ask()
        .compose(
            known -> {
              Generation one = found(known, number);
              return switch (one.state()) {
                case CURRENT -> Rebuilds.<Void>refused("The current generation cannot be removed");
                case RUNNING, READY ->
                    store.fail(number, "stopped").compose(failed -> leave(LEAVE_MILLIS));
                case FORMER -> store.millisSinceSwitch().compose(Rebuilds.this::leaveFormer);
                case FAILED -> leave(LEAVE_MILLIS);
              };
            })
        .compose(left -> store.drop(number))
        .compose(
            dropped ->
                generations
                    .ask()
                    .compose(known -> dropped ? Future.succeededFuture() : kept(known, number)));
  }

  /** Why a generation was not removed: another request has removed it, or made it the current. */
  private static Future<Void> kept(Known known, int number) {
    return found(known, number).state() == State.CURRENT
        ? refused("The generation has become the current one")
        : refused("The generation is in use");
  }

  private Future<Void> leaveFormer(@Nullable Long millisSinceSwitch) {
    long since = millisSinceSwitch == null ? 0 : millisSinceSwitch;
    return leave(Math.max(1, Generations.FORMER_MILLIS + LEAVE_MILLIS - since));
  }

  private Future<Void> leave(long millis) {
    return vertx.timer(millis).mapEmpty();
  }

  private static <T> Future<T> refused(String detail) {
    return Future.failedFuture(new Problem(ProblemCode.ILLEGAL_TRANSITION, detail).toException());
  }
}
