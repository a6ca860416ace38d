package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.OfShipment;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.process.DueProcesses;
import io.quayside.shard.process.ProcessHost;
import io.quayside.shard.process.ProcessRunner;
import io.quayside.shard.process.ProcessSettings;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The booking process of a shard's shipments, from the moment that the shard serves. */
public final class ShardProcess {
  private final Shard shard;

  /** Null until the shard serves. */
  private @Nullable ProcessRunner runner;

  ShardProcess(Shard shard) {
    this.shard = shard;
  }

  /**
   * Runs the process from now on. To be called when all of the log has been read.
   *
   * @param standing shipments whose process an earlier owner has parked
   * @param wakeAt is asked to have {@link #tick} called at a time, in milliseconds of the epoch
   */
  public void start(
      DueProcesses due,
      ProcessSettings settings,
      Collection<String> standing,
      LongConsumer wakeAt) {
    runner = new ProcessRunner(new Host(shard, wakeAt), due, shard.clock, settings, shard.metrics);
    runner.stand(standing);
    runner.tick();
  }

  /**
   * Goes on with a process that stands. Completes with the defect that stops it, or null; fails if
   * the shipment cannot be loaded now.
   */
  public Future<@Nullable RuntimeException> retry(String tenant, String shipmentId) {
    Promise<ShardAnswer> loaded = Promise.promise();
    shard.askOne(new ReadVersion(shipmentId, Principal.saga(tenant), 1, false), loaded);
    return loaded
        .future()
        .compose(
            answer -> {
              ShipmentActor actor = shard.actors.get(shipmentId);
              ShipmentStream stream = actor == null ? null : actor.stream();
              return runner == null || stream == null
                  ? Future.failedFuture("the shipment is not loaded")
                  : Future.succeededFuture(runner.retry(stream));
            });
  }

  /** Does what is due. */
  public void tick() {
    if (runner != null) {
      runner.tick();
    }
  }

  /** An actor has applied an event. */
  void changed(ShipmentActor actor) {
    ShipmentStream stream = actor.stream();
    if (runner != null && stream != null) {
      runner.changed(stream);
    }
  }

  /** Sends no more commands: the next owner does. */
  public void close() {
    if (runner != null) {
      runner.close();
    }
  }

  /** The shard as its booking process sees it. */
  private record Host(Shard shard, LongConsumer wake) implements ProcessHost {
    @Override
    public void ask(OfShipment request, Completable<ShardAnswer> answer) {
      shard.askOne(request, answer);
    }

    @Override
    public @Nullable ShipmentStream stream(String shipmentId) {
      ShipmentActor actor = shard.actors.get(shipmentId);
      return actor == null ? null : actor.stream();
    }

    @Override
    public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
      shard.output.ruleFailed(stream, defect);
    }

    @Override
    public void wakeAt(long epochMillis) {
      wake.accept(epochMillis);
    }
  }
}
