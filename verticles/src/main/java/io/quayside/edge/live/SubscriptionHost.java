package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.Problem;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import org.jspecify.annotations.Nullable;

/** The connection of a subscription. */
interface SubscriptionHost {
  SendQueue sendQueue();

  ShipmentSource source();

  /** Who subscribes; may change while the connection lasts. */
  Principal principal();

  /** What comes first; {@code snapshot} is null where the subscription resumes without one. */
  String subscribed(
      Subscription.Request request,
      int version,
      boolean recovered,
      @Nullable ShipmentView snapshot);

  String text(SharedFrame frame);

  /** Refuses the subscribe and forgets the subscription. */
  void refused(Subscription subscription, Subscription.Request request, Problem problem);

  /** Tells that the right to read has ended, and forgets the subscription. */
  void forbidden(Subscription subscription);
}
