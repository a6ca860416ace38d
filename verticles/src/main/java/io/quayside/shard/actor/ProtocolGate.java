package io.quayside.shard.actor;

import io.quayside.cluster.Agreement;
import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.stream.Contexts;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.vertx.core.Completable;
import java.util.function.BiConsumer;

/**
 * Lets a command pass once every member understands its event, and once no node that does not can
 * start any more: its protocol number is recorded as the floor before the first event that needs
 * it. Confined to the shard's context.
 */
final class ProtocolGate {
  private final Contexts contexts;
  private final ClusterProtocol cluster;
  private final int maxWaiting;
  private final BiConsumer<Decide, Completable<ShardAnswer>> recorded;
  private int waiting;
  private boolean closed;

  /**
   * A gate that nothing waits at.
   *
   * @param maxWaiting the commands that may wait for the floor to be recorded
   * @param recorded is handed a command that has waited, to be judged anew
   */
  ProtocolGate(
      Contexts contexts,
      ClusterProtocol cluster,
      int maxWaiting,
      BiConsumer<Decide, Completable<ShardAnswer>> recorded) {
    this.contexts = contexts;
    this.cluster = cluster;
    this.maxWaiting = maxWaiting;
    this.recorded = recorded;
  }

  /** Whether a command passes now. If not, it waits or is answered. */
  boolean passes(Decide decide, Completable<ShardAnswer> answer) {
    int number = requiredBy(decide);
    if (number > cluster.agreed()) {
      Shard.refuse(answer, ProblemCode.TEMPORARILY_UNAVAILABLE, "Not all nodes know this yet");
      return false;
    }
    // Each version that looks for the floor at its start has the lowest number.
    if (number <= Agreement.LOWEST_PROTOCOL || number <= cluster.floor()) {
      return true;
    }
    record(number, decide, answer);
    return false;
  }

  /**
   * The lowest protocol number at which a command's event may be written. A member that cannot
   * decode an event would park the shipment; one that knows no tenants would forget the shipment's.
   */
  private int requiredBy(Decide decide) {
    int number = contexts.protocolOf(decide.command());
    return decide.principal().tenant().equals(Principal.DEFAULT_TENANT)
        ? number
        : Math.max(number, Agreement.PRINCIPALS_PROTOCOL);
  }

  private void record(int number, Decide decide, Completable<ShardAnswer> answer) {
    if (waiting >= maxWaiting) {
      Shard.refuse(answer, ProblemCode.OVERLOADED, "Too many commands wait for the first record");
      return;
    }
    waiting++;
    cluster
        .raiseFloor(number)
        .onComplete(
            (done, failure) -> {
              waiting--;
              if (failure != null || closed) {
                Shard.refuse(
                    answer,
                    ProblemCode.TEMPORARILY_UNAVAILABLE,
                    "The protocol number could not be recorded");
              } else {
                recorded.accept(decide, answer);
              }
            });
  }

  /** Whether no command waits. */
  boolean isIdle() {
    return waiting == 0;
  }

  /** Refuses what waits, once it is known whether the number was recorded. */
  void close() {
    closed = true;
  }
}
