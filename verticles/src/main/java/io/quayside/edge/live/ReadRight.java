package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.stream.Access;
import io.quayside.push.FrameBatch;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import java.util.Set;

/**
 * The right of a subscription's principal to read its shipment, and what it reads by it. Judged on
 * the shipment's state at the version that it was announced at, and at each later version that may
 * have ended the right.
 */
final class ReadRight {
  private final String shipmentId;
  private final SubscriptionHost host;

  /** The version up to which the right was judged. */
  private int judgedVersion;

  ReadRight(String shipmentId, SubscriptionHost host) {
    this.shipmentId = shipmentId;
    this.host = host;
  }

  /**
   * The shipment as the subscription begins with it, when all later pushes reach this node. The
   * right is judged before anything is waited for.
   */
  Future<ShipmentView> firstView(Subscription.Request request) {
    ShipmentSource source = host.source();
    int heardOf = request.after() == null ? 0 : request.after();
    return source
        .version(host.principal(), shipmentId, heardOf)
        .compose(version -> source.followed(shipmentId).map(version))
        // Positions that were logged before are pushed to nobody here: the view has to have them.
        .compose(
            version ->
                request.positions()
                    ? source.versionWithPositions(reader(), shipmentId, version)
                    : Future.succeededFuture(version))
        .compose(version -> source.shipment(reader(), shipmentId, version));
  }

  /** Fails with shipment-not-found where the principal may not read what is to be announced. */
  void require(ShipmentView view) {
    if (!host.source().mayRead(host.principal(), view.stream())) {
      throw Access.NOT_FOUND.refusal().toException();
    }
    judgedVersion = view.version();
  }

  /** Whether the right is to be judged at an event's version before anything behind it is sent. */
  boolean mayEndWith(SharedFrame event) {
    return event.changesReaders() && event.version() > judgedVersion && isRevocable();
  }

  /** As for a pushed event, of an event of the history. */
  boolean mayEndWith(HistoricEvent event) {
    return event.version() > judgedVersion && isRevocable() && host.source().changesReaders(event);
  }

  boolean mayEndWithin(FrameBatch batch) {
    return batch.changesReaders() && isRevocable();
  }

  /**
   * Whether an event can end the right: only a carrier's depends on events. A host whose queue was
   * closed, by an overflow, say, has no principal any more.
   */
  private boolean isRevocable() {
    return !host.sendQueue().isClosed() && host.principal().role() == Role.CARRIER;
  }

  /** Whether the principal may read the shipment as it was at a version. */
  Future<Boolean> judge(int version) {
    return host.source().stream(reader(), shipmentId, version)
        .map(
            stream -> {
              judgedVersion = Math.max(judgedVersion, version);
              return host.source().mayRead(host.principal(), stream);
            });
  }

  /** The newest version known that the right can be judged at, given the last one sent. */
  int newestVersion(int lastSent) {
    return Math.max(lastSent, judgedVersion);
  }

  /**
   * The principal that reads for the subscription once its shipment was found. It may read all of
   * the tenant, for events before the end of the right must still be sent.
   */
  Principal reader() {
    String tenant = host.principal().tenant();
    return new Principal(tenant, Role.SERVICE, "subscription", null, Set.of(), false, null);
  }
}
