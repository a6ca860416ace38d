package io.quayside.edge.live;

/**
 * Where a subscription stands.
 *
 * <pre>
 *   Starting ──announce──► CatchingUp ──nothing missing──► Live
 *                             ▲  ▲  │                      │  │
 *                             │  └──┼────hole, recheck─────┘  │
 *                         may read  └──readers may change──┐  │      each of them ──end──► Ended
 *                             └──────────── Judging ◄──────┴──┘
 * </pre>
 */
sealed interface SubscriptionState {
  /** Pushes wait. */
  sealed interface Waiting extends SubscriptionState {
    Backlog backlog();
  }

  /** Nothing was sent yet, so the subscribe can still be refused. */
  record Starting(Backlog backlog) implements Waiting {}

  /** Announced; what lies before the backlog is read from the history. */
  record CatchingUp(Backlog backlog) implements Waiting {}

  /** The right to read is judged on the shipment's state at a version. */
  record Judging(Backlog backlog, int version) implements Waiting {}

  /** Pushes are sent as they come. */
  record Live() implements SubscriptionState {}

  record Ended() implements SubscriptionState {}
}
