package io.quayside.shard.actor;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Rights;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardAnswer.Refused;
import io.quayside.shard.ShardAnswer.Version;
import io.quayside.shard.ShardRequest.ReadVersion;
import io.quayside.shard.ShardRequest.TakePosition;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One shipment's requests that are no commands: tracking updates and requests for its version. They
 * wait until the stream is loaded, and where it does not allow them until the log was read to its
 * end: another owner may have booked the shipment or assigned another carrier.
 */
final class StreamRequests {
  private final ShipmentActor actor;
  private final Shard shard;
  private final Rights rights;

  /** Requests that wait for the stream. */
  private final List<Runnable> waiting = new ArrayList<>(0);

  /** Requests that wait for the log to be read, or to be projected, with the actor in memory. */
  private int confirming;

  StreamRequests(ShipmentActor actor, Shard shard) {
    this.actor = actor;
    this.shard = shard;
    this.rights = shard.contexts.rights();
  }

  /** Requests that wait. */
  int size() {
    return waiting.size() + confirming;
  }

  /** Whether requests wait that need the actor in memory. */
  boolean areConfirming() {
    return confirming > 0;
  }

  /** Takes an update if the stream is in memory and allows it; else returns false. */
  boolean takeAtOnce(TakePosition track, Completable<ShardAnswer> answer) {
    boolean granted = actor.isBooked() && refusal(track).isEmpty();
    if (granted) {
      actor.devices().take(track, actor.loadedStream(), answer);
    }
    return granted;
  }

  /** Takes or refuses an update when the stream tells which. */
  void take(TakePosition track, Completable<ShardAnswer> answer) {
    whenLoaded(
        1,
        () ->
            whenJudged(
                track.principal(),
                refusal(track).isEmpty(),
                () -> takeOrRefuse(track, answer),
                answer),
        answer);
  }

  private Optional<Problem> refusal(TakePosition track) {
    return rights.reportRefusal(track.principal(), actor.loadedStream(), track.update().deviceId());
  }

  private void takeOrRefuse(TakePosition track, Completable<ShardAnswer> answer) {
    Optional<Problem> refusal = refusal(track);
    if (refusal.isEmpty()) {
      actor.devices().take(track, actor.loadedStream(), answer);
    } else {
      answer.succeed(new Refused(refusal.get()));
    }
  }

  /** Tells the version when the stream is in memory. */
  void tellVersion(ReadVersion request, Completable<ShardAnswer> answer) {
    whenLoaded(
        request.atLeast(),
        () ->
            whenJudged(request.principal(), mayRead(request), () -> tell(request, answer), answer),
        answer);
  }

  private boolean mayRead(ReadVersion request) {
    return rights.mayRead(request.principal(), actor.loadedStream());
  }

  private void tell(ReadVersion request, Completable<ShardAnswer> answer) {
    Runnable tell =
        () -> answer.succeed(new Version(mayRead(request) ? actor.loadedStream().version() : 0));
    if (!request.positionsProjected() || actor.devices().areProjected()) {
      tell.run();
    } else {
      runAfter(shard.output::projected, tell, "The read models do not answer", answer);
    }
  }

  /** The stream is loaded, or cannot be loaded: runs what has waited for that. */
  void release() {
    List<Runnable> released = List.copyOf(waiting);
    waiting.clear();
    released.forEach(Runnable::run);
  }

  private void whenLoaded(int version, Runnable task, Completable<ShardAnswer> answer) {
    if (actor.stream() != null) {
      whenConfirmed(version, task, answer);
      return;
    }
    waiting.add(
        () -> {
          if (actor.stream() == null) {
            Shard.refuse(
                answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "The shipment cannot be loaded");
          } else {
            whenConfirmed(version, task, answer);
          }
        });
    actor.load();
  }

  /** Runs a task; reads the log to its end first if the stream is below a version. */
  private void whenConfirmed(int version, Runnable task, Completable<ShardAnswer> answer) {
    if (actor.loadedStream().version() >= version) {
      task.run();
    } else {
      runAfter(shard.events::catchUp, task, "The log does not answer", answer);
    }
  }

  /**
   * Runs a task; reads the log to its end first if a right is missing that another owner may have
   * given. A stream's tenant never changes.
   */
  private void whenJudged(
      Principal principal, boolean granted, Runnable task, Completable<ShardAnswer> answer) {
    ShipmentStream known = actor.loadedStream();
    if (granted || !rights.isOfTenant(principal, known)) {
      task.run();
    } else {
      runAfter(shard.events::catchUp, task, "The log does not answer", answer);
    }
  }

  /**
   * Runs a task after a condition, or refuses with {@code otherwise}; keeps the actor in memory.
   */
  private void runAfter(
      Supplier<Future<Void>> condition,
      Runnable task,
      String otherwise,
      Completable<ShardAnswer> answer) {
    confirming++;
    actor.workChanged();
    condition
        .get()
        .onComplete(
            done -> {
              confirming--;
              if (done.succeeded() && actor.stream() != null) {
                task.run();
              } else {
                Shard.refuse(answer, ProblemCode.TEMPORARILY_UNAVAILABLE, otherwise);
              }
              actor.workChanged();
            });
  }
}
