package io.quayside.edge.live;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.ProblemException;
import io.quayside.edge.live.SubscriptionState.CatchingUp;
import io.quayside.edge.live.SubscriptionState.Ended;
import io.quayside.edge.live.SubscriptionState.Judging;
import io.quayside.edge.live.SubscriptionState.Live;
import io.quayside.edge.live.SubscriptionState.Starting;
import io.quayside.edge.live.SubscriptionState.Waiting;
import io.quayside.push.FrameBatch;
import io.quayside.push.PushHub;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ReadModels.HistoricEvent;
import io.quayside.readmodel.ShipmentView;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shipment, live on one connection. Sends every version once and in order, wherever the gap
 * ends and however slow the peer is.
 *
 * <p>It is handed pushes before it asks which version the log has confirmed, waits until all later
 * pushes reach this node, then reads the gap up to that version from the history, page by page as
 * the connection takes it. Pushes that come meanwhile wait in a {@link Backlog}. A hole between
 * pushes is read from the history in the same way.
 *
 * <p>The right to read is judged on the shipment's state when it is announced, behind each later
 * event that may end the right, and when the principal changes. Meanwhile nothing is sent.
 *
 * <p>Its states and what leads from one to another: {@link SubscriptionState}.
 */
final class Subscription implements PushHub.Subscriber {
  static final int PAGE = 100;

  private static final Live LIVE = new Live();
  private static final Ended ENDED = new Ended();

  private final String shipmentId;
  private final Request request;
  private final SubscriptionHost host;
  private final ReadRight right;
  private final int maxHeld;

  private SubscriptionState state;
  private int lastVersion;

  /** The position that was sent at the start, until another one is due; else null. */
  private @Nullable SharedFrame startPosition;

  /** {@code id} and {@code after} may be null. */
  record Request(
      @Nullable String id, String shipmentId, @Nullable Integer after, boolean positions) {}

  /** {@code maxHeld}: events that are kept while the gap is filled. */
  Subscription(Request request, SubscriptionHost host, int maxHeld) {
    this.shipmentId = request.shipmentId();
    this.request = request;
    this.host = host;
    this.right = new ReadRight(shipmentId, host);
    this.maxHeld = maxHeld;
    this.state = new Starting(new Backlog(maxHeld));
  }

  String shipmentId() {
    return shipmentId;
  }

  /**
   * To be called once, when the subscription is already handed pushes; completes when it is live,
   * or never will be.
   */
  Future<Void> start() {
    return right
        .firstView(request)
        .compose(view -> host.sendQueue().room().map(view))
        .compose(this::announce)
        .compose(v -> catchUp())
        .otherwise(
            failure -> {
              fail(failure);
              return null;
            });
  }

  private void fail(Throwable failure) {
    if (state instanceof Starting) {
      host.refused(this, request, Faults.toProblem(failure));
    } else if (state != ENDED) {
      // It has begun and cannot be refused any more; the peer resumes where it got to.
      if (!(failure instanceof ProblemException)) {
        Faults.report("a subscription", failure);
      }
      host.sendQueue().close(CloseCode.LOST_TRACK);
    }
  }

  /** Nothing is sent after this. */
  void end() {
    state = ENDED;
    startPosition = null;
  }

  private Future<Void> announce(ShipmentView view) {
    if (!(state instanceof Starting starting)) {
      return Future.succeededFuture();
    }
    right.require(view);
    int version = view.version();
    Integer after = request.after();
    boolean recovered = after == null || after <= version;
    boolean snapshot = after == null || !recovered;
    state = new CatchingUp(starting.backlog());
    lastVersion = snapshot ? version : after;
    SendQueue queue = host.sendQueue();
    queue.send(host.subscribed(request, version, recovered, snapshot ? view : null));
    byte[] position = view.lastPosition();
    if (request.positions() && position != null) {
      startPosition = SharedFrame.position(shipmentId, position, 0, position.length);
      queue.send(host.text(startPosition));
    }
    return history(version);
  }

  /** Sends what the history has up to {@code version}. */
  private Future<Void> history(int version) {
    if (!(state instanceof CatchingUp) || lastVersion >= version) {
      return Future.succeededFuture();
    }
    return host.source()
        .events(shipmentId, lastVersion, PAGE)
        .compose(
            page -> {
              sendPage(page, version);
              return host.sendQueue().room();
            })
        .compose(v -> history(version));
  }

  private void sendPage(List<HistoricEvent> page, int version) {
    if (page.isEmpty()) {
      throw new IllegalStateException(
          shipmentId + ": the history ends at " + lastVersion + " before " + version);
    }
    for (HistoricEvent event : page) {
      if (!(state instanceof CatchingUp(Backlog backlog))) {
        return;
      }
      if (event.version() != lastVersion + 1) {
        throw new IllegalStateException(
            shipmentId + ": the history has " + event.version() + " behind " + lastVersion);
      }
      sendNext(host.source().frame(shipmentId, event, right.viewer()));
      if (state instanceof Judging) {
        // The rest of the page is read again.
        backlog.requireRecheck();
      }
    }
  }

  /** As {@link #history}, when the read model has got there. */
  private Future<Void> historyTo(int version) {
    return version <= lastVersion
        ? Future.succeededFuture()
        : host.source()
            .shipment(right.reader(), shipmentId, version)
            .compose(view -> history(version));
  }

  /** Judges the right to read where that is due, and sends what is missing, then goes live. */
  private Future<Void> catchUp() {
    return switch (state) {
      case Judging judging -> judgeRight(judging).compose(v -> catchUp());
      case CatchingUp(Backlog backlog) -> catchUpWith(backlog);
      case Starting starting -> Future.succeededFuture();
      case Live live -> Future.succeededFuture();
      case Ended ended -> Future.succeededFuture();
    };
  }

  private Future<Void> judgeRight(Judging judging) {
    return right
        .judge(judging.version(), lastVersion)
        .map(
            mayRead -> {
              if (state == judging && mayRead) {
                state = new CatchingUp(judging.backlog());
              } else if (state == judging) {
                host.forbidden(this);
              }
              return null;
            });
  }

  /** Sends the backlog and what is missing before it, then goes live. */
  private Future<Void> catchUpWith(Backlog backlog) {
    if (backlog.takeRecheck()) {
      return host.source()
          .version(right.reader(), shipmentId, lastVersion)
          .compose(this::historyTo)
          .compose(v -> catchUp());
    }
    SharedFrame next = backlog.firstAbove(lastVersion);
    while (state instanceof CatchingUp && next != null && next.version() == lastVersion + 1) {
      sendNext(next);
      next = backlog.firstAbove(lastVersion);
    }
    if (state instanceof Judging) {
      return catchUp();
    }
    if (next != null) {
      return historyTo(next.version() - 1).compose(v -> catchUp());
    }
    goLive(backlog);
    return Future.succeededFuture();
  }

  private void goLive(Backlog backlog) {
    // What was sent just now may have ended it.
    if (state instanceof CatchingUp) {
      state = LIVE;
      if (backlog.position() != null) {
        sendPosition(backlog.position());
      }
    }
  }

  private void leaveLive(Waiting next) {
    state = next;
    catchUp().onFailure(this::fail);
  }

  /** The principal has changed: judges its right to read. */
  void judge() {
    int version = right.newestVersion(lastVersion);
    switch (state) {
      case CatchingUp(Backlog backlog) -> {
        backlog.requireRecheck();
        state = new Judging(backlog, version);
      }
      case Live live -> leaveLive(new Judging(new Backlog(maxHeld), version));
      // Judged when it is announced, or by the judgement under way.
      case Starting starting -> {}
      case Judging judging -> {}
      case Ended ended -> {}
    }
  }

  /**
   * Sends the next event, in the states CatchingUp and Live. What comes behind an event that may
   * end the right to read has to wait. A closed queue ignores it.
   */
  private void sendNext(SharedFrame event) {
    lastVersion = event.version();
    host.sendQueue().send(host.text(right.seen(event)));
    if (right.mayEndWith(event)) {
      switch (state) {
        case CatchingUp(Backlog backlog) -> state = new Judging(backlog, lastVersion);
        case Live live -> leaveLive(new Judging(new Backlog(maxHeld), lastVersion));
        case Starting starting -> throw new IllegalStateException("not announced");
        case Judging judging -> throw new IllegalStateException("judging");
        // The peer was too slow for this event.
        case Ended ended -> {}
      }
    }
  }

  @Override
  public void push(FrameBatch batch) {
    if (state == LIVE
        && startPosition == null
        && batch.continues(lastVersion)
        && !right.mayEndWithin(batch)
        && host.sendQueue().send(batch, request.positions(), right.viewer())) {
      lastVersion = batch.lastVersion(lastVersion);
      return;
    }
    for (SharedFrame frame : batch.frames()) {
      if (frame.isEvent() || request.positions()) {
        push(frame);
      }
    }
  }

  private void push(SharedFrame frame) {
    switch (state) {
      case Waiting waiting -> waiting.backlog().add(frame);
      case Live live when !frame.isEvent() -> sendPosition(frame);
      case Live live when frame.version() <= lastVersion -> {}
      case Live live when frame.version() == lastVersion + 1 -> sendNext(frame);
      case Live live -> {
        // Where pushes come from has changed, and what lies between is in the history.
        Backlog backlog = new Backlog(maxHeld);
        backlog.add(frame);
        leaveLive(new CatchingUp(backlog));
      }
      case Ended ended -> {}
    }
  }

  /** The position of the start is not sent again when it comes as a push, too. */
  private void sendPosition(SharedFrame frame) {
    boolean sent = startPosition != null && startPosition.isSameAs(frame);
    startPosition = null;
    if (!sent) {
      host.sendQueue().sendPosition(shipmentId, host.text(frame));
    }
  }

  @Override
  public void flush() {
    host.sendQueue().flush();
  }

  @Override
  public void recheck() {
    switch (state) {
      case Waiting waiting -> waiting.backlog().requireRecheck();
      case Live live -> {
        Backlog backlog = new Backlog(maxHeld);
        backlog.requireRecheck();
        leaveLive(new CatchingUp(backlog));
      }
      case Ended ended -> {}
    }
  }

  @Override
  public void failed(RuntimeException defect) {
    fail(defect);
  }
}
