package io.quayside.edge.live;

import io.quayside.common.problem.Faults;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemException;
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
 * <pre>
 *   Starting ──announce──► CatchingUp ──nothing missing──► Live
 *                              ▲────hole, recheck──────────┘        each of them ──end──► Ended
 * </pre>
 */
final class Subscription implements PushHub.Subscriber {
  static final int PAGE = 100;

  private static final Live LIVE = new Live();
  private static final Ended ENDED = new Ended();

  private final String shipmentId;
  private final Request request;
  private final Host host;
  private final int maxHeld;

  private State state;
  private int lastVersion;

  /** The position that was sent at the start, until another one is due; else null. */
  private @Nullable SharedFrame startPosition;

  /** {@code id} and {@code after} may be null. */
  record Request(
      @Nullable String id, String shipmentId, @Nullable Integer after, boolean positions) {}

  private sealed interface State {}

  /** Pushes wait. */
  private sealed interface Waiting extends State {
    Backlog backlog();
  }

  /** Nothing was sent yet, so the subscribe can still be refused. */
  private record Starting(Backlog backlog) implements Waiting {}

  /** Announced; what lies before the backlog is read from the history. */
  private record CatchingUp(Backlog backlog) implements Waiting {}

  /** Pushes are sent as they come. */
  private record Live() implements State {}

  private record Ended() implements State {}

  /** The connection of a subscription. */
  interface Host {
    SendQueue sendQueue();

    ShipmentSource source();

    /** What comes first; {@code snapshot} is null where the subscription resumes without one. */
    String subscribed(
        Request request, int version, boolean recovered, @Nullable ShipmentView snapshot);

    String text(SharedFrame frame);

    /** Refuses the subscribe and forgets the subscription. */
    void refused(Subscription subscription, Request request, Problem problem);
  }

  /** {@code maxHeld}: events that are kept while the gap is filled. */
  Subscription(Request request, Host host, int maxHeld) {
    this.shipmentId = request.shipmentId();
    this.request = request;
    this.host = host;
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
    ShipmentSource source = host.source();
    return source
        .version(shipmentId, request.after() == null ? 0 : request.after())
        .compose(version -> source.followed(shipmentId).map(version))
        .compose(this::awaitPositions)
        .compose(version -> source.shipment(shipmentId, version))
        .compose(view -> host.sendQueue().room().map(view))
        .compose(this::announce)
        .compose(v -> catchUp())
        .otherwise(
            failure -> {
              fail(failure);
              return null;
            });
  }

  /**
   * Positions that were logged before the shipment was followed are pushed to nobody here, so the
   * read model has to have them before it is asked for the newest.
   */
  private Future<Integer> awaitPositions(int version) {
    return request.positions() && state instanceof Starting
        ? host.source().versionWithPositions(shipmentId, version)
        : Future.succeededFuture(version);
  }

  private void fail(Throwable failure) {
    switch (state) {
      case Starting starting -> host.refused(this, request, Faults.toProblem(failure));
      // It has begun and cannot be refused any more; the peer resumes where it got to.
      case CatchingUp catching -> loseTrack(failure);
      case Live live -> loseTrack(failure);
      case Ended ended -> {}
    }
  }

  private void loseTrack(Throwable failure) {
    if (!(failure instanceof ProblemException)) {
      Faults.report("a subscription", failure);
    }
    host.sendQueue().close(CloseCode.LOST_TRACK);
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
      if (event.version() != lastVersion + 1) {
        throw new IllegalStateException(
            shipmentId + ": the history has " + event.version() + " behind " + lastVersion);
      }
      sendNext(SharedFrame.event(shipmentId, event.version(), event.value()));
    }
  }

  /** As {@link #history}, when the read model has got there. */
  private Future<Void> historyTo(int version) {
    return version <= lastVersion
        ? Future.succeededFuture()
        : host.source().shipment(shipmentId, version).compose(view -> history(version));
  }

  /** Sends the backlog and what is missing before it, then goes live. */
  private Future<Void> catchUp() {
    if (!(state instanceof CatchingUp(Backlog backlog))) {
      return Future.succeededFuture();
    }
    if (backlog.takeRecheck()) {
      return host.source()
          .version(shipmentId, lastVersion)
          .compose(this::historyTo)
          .compose(v -> catchUp());
    }
    SharedFrame next = backlog.firstAbove(lastVersion);
    while (next != null && next.version() == lastVersion + 1) {
      sendNext(next);
      next = backlog.firstAbove(lastVersion);
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

  private void catchUpWith(Backlog backlog) {
    state = new CatchingUp(backlog);
    catchUp().onFailure(this::fail);
  }

  /** A closed queue ignores it. */
  private void sendNext(SharedFrame event) {
    if (state != ENDED) {
      lastVersion = event.version();
      host.sendQueue().send(host.text(event));
    }
  }

  @Override
  public void push(FrameBatch batch) {
    if (state == LIVE
        && startPosition == null
        && batch.continues(lastVersion)
        && host.sendQueue().send(batch, request.positions())) {
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
        catchUpWith(backlog);
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
        catchUpWith(backlog);
      }
      case Ended ended -> {}
    }
  }
}
