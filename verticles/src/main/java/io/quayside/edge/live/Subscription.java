package io.quayside.edge.live;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.FrameBatch;
import io.quayside.push.PushHub;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;

/**
 * One shipment, live on one connection. It listens first, then asks which version the log has
 * confirmed, waits until whatever comes after is heard of here, then fills the gap up to there from
 * the read models, page by page as the connection takes it; what comes live meanwhile is held back,
 * the newest of it, and older ones are read again. So every version is sent once and in order,
 * wherever the gap ends and however slow the peer is.
 */
final class Subscription implements PushHub.Subscriber {
  private static final int PAGE = 100;

  private final String shipmentId;
  private final Request request;
  private final Host host;
  private final ArrayDeque<Held> held = new ArrayDeque<>(0);

  private SharedFrame heldPosition;
  private boolean announced;
  private boolean live;
  private boolean mayHaveMissed;
  private boolean ended;
  private int lastVersion;

  /** {@code id} and {@code after} may be null. */
  record Request(String id, String shipmentId, Integer after, boolean positions) {}

  private record Held(int version, SharedFrame frame) {}

  /** The connection of a subscription: where it reads from, and how it writes. */
  interface Host {
    SendQueue sendQueue();

    /** What it shares with the others of its event loop. */
    LiveContext live();

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

  /**
   * To be called when the subscription is already listening; completes when it is live, or never
   * will be.
   */
  Future<Void> start() {
    return host.live()
        .views()
        .version(shipmentId, request.after() == null ? 0 : request.after())
        .compose(version -> host.live().heard(shipmentId).map(version))
        .compose(version -> host.live().views().shipment(shipmentId, version))
        .compose(this::announce)
        .compose(v -> catchUp())
        .otherwise(
            failure -> {
              fail(failure);
              return null;
            });
  }

  private void fail(Throwable failure) {
    if (ended) {
      return;
    }
    Problem problem = Faults.toProblem(failure);
    if (announced) {
      // It has begun, so it cannot be refused any more; the peer resumes where it got to.
      host.sendQueue().close(CloseCode.LOST_TRACK);
    } else {
      host.refused(this, request, problem);
    }
  }

  void end() {
    ended = true;
    held.clear();
    heldPosition = null;
  }

  private Future<Void> announce(ShipmentView view) {
    return host.sendQueue()
        .room()
        .compose(
            v -> {
              if (ended) {
                return Future.succeededFuture();
              }
              int version = view.version();
              Integer after = request.after();
              boolean recovered = after == null || after <= version;
              boolean snapshot = after == null || !recovered;
              byte[] shown = snapshot ? ShipmentQueries.encode(view) : null;
              announced = true;
              lastVersion = snapshot ? version : after;
              host.sendQueue().send(host.subscribed(request, version, recovered, shown));
              return history(version);
            });
  }

  /** Sends what the history has up to {@code version}. */
  private Future<Void> history(int version) {
    if (ended || lastVersion >= version) {
      return Future.succeededFuture();
    }
    return host.live()
        .readModels()
        .events(shipmentId, lastVersion, PAGE)
        .compose(
            page -> {
              if (page.isEmpty()) {
                throw new IllegalStateException(
                    shipmentId + ": the history ends at " + lastVersion + " before " + version);
              }
              send(page);
              return host.sendQueue().room();
            })
        .compose(v -> history(version));
  }

  /** Goes live as soon as what is held follows what has been sent. */
  private Future<Void> catchUp() {
    while (!held.isEmpty() && held.peek().version <= lastVersion) {
      held.poll();
    }
    if (ended) {
      return Future.succeededFuture();
    }
    if (mayHaveMissed) {
      mayHaveMissed = false;
      return host.live()
          .views()
          .version(shipmentId, lastVersion)
          .compose(this::historyTo)
          .compose(v -> catchUp());
    }
    if (held.isEmpty() || held.peek().version == lastVersion + 1) {
      goLive();
      return Future.succeededFuture();
    }
    return historyTo(held.peek().version - 1).compose(v -> catchUp());
  }

  /** As {@link #history}, when the read model has got there. */
  private Future<Void> historyTo(int version) {
    return version <= lastVersion
        ? Future.succeededFuture()
        : host.live().views().shipment(shipmentId, version).compose(view -> history(version));
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
      // Where pushes come from has changed, and what lies between is in the history.
      live = false;
      held.add(new Held(version, frame));
      catchUp().onFailure(this::fail);
      return;
    }
    lastVersion = version;
    host.sendQueue().send(host.text(frame));
  }

  private void goLive() {
    live = true;
    while (!held.isEmpty()) {
      Held next = held.poll();
      sendEvent(next.version, next.frame);
    }
    if (heldPosition != null && !ended) {
      host.sendQueue().sendPosition(shipmentId, host.text(heldPosition));
      heldPosition = null;
    }
  }

  @Override
  public void push(FrameBatch bundle) {
    if (live
        && !ended
        && bundle.continues(lastVersion)
        && host.sendQueue().send(bundle, request.positions())) {
      lastVersion = bundle.lastVersion(lastVersion);
      return;
    }
    for (SharedFrame frame : bundle.frames()) {
      if (frame.isEvent()) {
        event(frame.version(), frame);
      } else {
        position(frame);
      }
    }
  }

  @Override
  public void flush() {
    host.sendQueue().flush();
  }

  private void event(int version, SharedFrame frame) {
    if (live) {
      sendEvent(version, frame);
    } else if (!ended) {
      if (held.size() == host.live().limits().held()) {
        held.poll();
      }
      held.add(new Held(version, frame));
    }
  }

  @Override
  public void recheck() {
    mayHaveMissed = true;
    if (live && !ended) {
      live = false;
      catchUp().onFailure(this::fail);
    }
  }

  private void position(SharedFrame frame) {
    if (!request.positions() || ended) {
      return;
    }
    if (live) {
      host.sendQueue().sendPosition(shipmentId, host.text(frame));
    } else {
      heldPosition = frame;
    }
  }
}
