package io.quayside.edge.live;

import io.quayside.auth.Authenticator;
import io.quayside.auth.Grant;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.common.scheduling.Scheduler;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the live connections of one event loop need to judge credentials.
 *
 * @param waiting the WebSockets of the node that have no credentials yet
 * @param watch null where no credentials are needed
 */
public record LiveAccess(
    Authenticator authenticator,
    BoundedCount waiting,
    @Nullable GrantWatch watch,
    Scheduler scheduler,
    InstantSource clock,
    Metrics metrics) {
  /** WebSockets of a node that may wait for their credentials at the same time. */
  public static final int MAX_WAITING = 1_000;

  /**
   * Admits the upgrade to a WebSocket: as one of its tenant's, or without a grant as one that
   * waits. Each admitted one is {@linkplain #dismiss dismissed} in the end.
   *
   * @throws io.quayside.common.problem.ProblemException rate-limited above the tenant's quota,
   *     overloaded where too many wait
   */
  public void admit(@Nullable Grant grant) {
    if (grant == null) {
      if (!waiting.take()) {
        metrics.overflow("unauthenticated");
        throw new Problem(ProblemCode.OVERLOADED, "Too many WebSockets wait for credentials")
            .toException();
      }
    } else if (!grant.quota().takeSocket()) {
      throw new Problem(ProblemCode.RATE_LIMITED, "The tenant has too many WebSockets")
          .toException();
    }
  }

  /** A WebSocket that was admitted with that grant, or none, is gone or was not upgraded. */
  public void dismiss(@Nullable Grant grant) {
    if (grant == null) {
      waiting.giveBack();
    } else {
      grant.quota().releaseSocket();
    }
  }

  void watch(GrantWatch.Holder holder) {
    if (watch != null) {
      watch.add(holder);
    }
  }

  void unwatch(GrantWatch.Holder holder) {
    if (watch != null) {
      watch.remove(holder);
    }
  }
}
