package io.quayside.edge;

import io.quayside.problem.Problem;
import io.quayside.projection.ReadModels;
import io.quayside.projection.ReadModels.HistoricEvent;
import io.quayside.projection.ShipmentView;
import io.quayside.push.PushHub;
import io.quayside.push.SharedFrame;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shipment, live on one connection. It listens first, then asks which version the log has
 * confirmed, then fills the gap up to there from the read models; what comes live meanwhile is held
 * back. So every version is sent once and in order, wherever the gap ends.
 */
final class Subscription implements PushHub.Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final int PAGE = 500;

  private final String shipmentId;
  private final Request request;
  private final Host host;
  private final ArrayDeque<Held> held = new ArrayDeque<>(0);

  private SharedFrame heldPosition;
  private boolean live;
  private boolean ended;
  private int lastVersion;

  /** {@code id} and {@code after} may be null. */
  record Request(String id, String shipmentId, Integer after, boolean positions) {}

  private record Held(int version, SharedFrame frame) {}

  /** The connection of a subscription: where it reads from, and how it writes. */
  interface Host {
    LiveOutlet outlet();

    Views views();

    ReadModels readModels();

    /** Events that may wait while the gap is filled. */
    int maxHeld();

    /** What comes first; {@code snapshot} is null where the subscription resumes without one. */
    String subscribed(Request request, int version, boolean recovered, byte[] snapshot);

    String text(SharedFrame frame);

    /** Refuses the subscribe and forgets the subscription. */
    void refused(Subscription subscription, Request request, Problem problem);
  }

  Subscription(Request request, Host host) {
    this.shipmentId = request.shipmentId();
    this.request = request;
    this.host = host;
  }

  String shipmentId() {
    return shipmentId;
  }

  /** To be called when the subscription is already listening. */
  void start() {
    host.views()
        .version(shipmentId)
        .compose(version -> host.views().shipment(shipmentId, version))
        .compose(this::fillGap)
        .onComplete(
            v -> goLive(),
            failure -> {
              if (!ended) {
                host.refused(this, request, Problems.of(failure));
              }
            });
  }

  void end() {
    ended = true;
    held.clear();
  }

  private Future<Void> fillGap(ShipmentView view) {
    if (ended) {
      return Future.succeededFuture();
    }
    int version = view.stream().version();
    Integer after = request.after();
    boolean recovered = after == null || after <= version;
    boolean snapshot = after == null || !recovered;
    byte[] shown = snapshot ? Views.encode(view) : null;
    host.outlet().send(host.subscribed(request, version, recovered, shown));
    lastVersion = snapshot ? version : after;
    return snapshot ? Future.succeededFuture() : history(version);
  }

  /** Sends what the history has up to {@code version}, page by page as the socket takes it. */
  private Future<Void> history(int version) {
    if (ended || lastVersion >= version) {
      return Future.succeededFuture();
    }
    return host.readModels()
        .events(shipmentId, lastVersion, PAGE)
        .compose(
            page -> {
              if (page.isEmpty()) {
                throw new IllegalStateException(
                    shipmentId + ": the history ends at " + lastVersion + " before " + version);
              }
              send(page);
              return host.outlet().room();
            })
        .compose(v -> history(version));
  }

  private void send(List<HistoricEvent> page) {
    for (HistoricEvent event : page) {
      sendEvent(event.version(), SharedFrame.event(shipmentId, event.version(), event.value()));
    }
  }

  private void sendEvent(int version, SharedFrame frame) {
    if (ended || version <= lastVersion) {
      return;
    }
    if (version != lastVersion + 1) {
      LOG.error("a hole: shipmentId={} version={} after={}", shipmentId, version, lastVersion);
      host.outlet().close(CloseCode.LOST_TRACK);
      return;
    }
    lastVersion = version;
    host.outlet().send(host.text(frame));
  }

  private void goLive() {
    live = true;
    while (!held.isEmpty()) {
      Held next = held.poll();
      sendEvent(next.version, next.frame);
    }
    if (heldPosition != null && !ended) {
      host.outlet().sendPosition(shipmentId, host.text(heldPosition));
      heldPosition = null;
    }
  }

  @Override
  public void event(String id, int version, SharedFrame frame) {
    if (live) {
      sendEvent(version, frame);
    } else if (held.size() < host.maxHeld()) {
      held.add(new Held(version, frame));
    } else {
      host.outlet().close(CloseCode.TOO_SLOW);
    }
  }

  @Override
  public void position(String id, SharedFrame frame) {
    if (!request.positions() || ended) {
      return;
    }
    if (live) {
      host.outlet().sendPosition(shipmentId, host.text(frame));
    } else {
      heldPosition = frame;
    }
  }
}
