package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Viewer;
import io.quayside.domain.stream.Rights;
import io.quayside.push.FrameBatch;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /** The carrier that is assigned before the first event that is sent. */
  private @Nullable String assignedCarrier;

  private Viewer viewer = Viewer.WHOLE;

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
        .compose(version -> source.shipment(reader(), shipmentId, version))
        .compose(view -> withCarrier(view, request));
  }

  /** The view, when it is known who carries the shipment before the first event to be sent. */
  private Future<ShipmentView> withCarrier(ShipmentView view, Subscription.Request request) {
    Integer after = request.after();
    int before = after == null ? view.version() : Math.min(after, view.version());
    return host.source()
        .carrierAt(view.stream(), before)
        .map(
            carrier -> {
              assignedCarrier = carrier;
              return view;
            });
  }

  /** Fails with shipment-not-found where the principal may not read what is to be announced. */
  void require(ShipmentView view) {
    if (!host.source().mayRead(host.principal(), view.stream())) {
      throw Rights.NO_SHIPMENT.toException();
    }
    judgedVersion = view.version();
    viewer = Viewer.of(host.principal(), assignedCarrier);
  }

  /** What the peer sees of an event, the next one behind the last sent. */
  SharedFrame seen(SharedFrame event) {
    SharedFrame seen = event.seenBy(viewer);
    viewer = event.next(viewer);
    return seen;
  }

  /** Who the peer is to the next event. */
  Viewer viewer() {
    return viewer;
  }

  /** Whether the right is to be judged at an event's version before anything behind it is sent. */
  boolean mayEndWith(SharedFrame event) {
    return event.changesReaders() && event.version() > judgedVersion && isRevocable();
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

  /**
   * Whether the principal may read the shipment as it was at a version; {@code lastSent} is the
   * version of the last event that was sent, not above it.
   */
  Future<Boolean> judge(int version, int lastSent) {
    ShipmentSource source = host.source();
    return source.stream(reader(), shipmentId, version)
        .compose(
            stream ->
                source
                    .carrierAt(stream, lastSent)
                    .map(
                        carrier -> {
                          judgedVersion = Math.max(judgedVersion, version);
                          viewer = Viewer.of(host.principal(), carrier);
                          return source.mayRead(host.principal(), stream);
                        }));
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
