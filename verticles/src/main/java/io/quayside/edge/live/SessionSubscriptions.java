package io.quayside.edge.live;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.JsonWriter;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.edge.query.ShipmentQueries;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one WebSocket. Confined to its event loop. */
final class SessionSubscriptions implements SubscriptionHost {
  private final LiveContext live;
  private final SendQueue sendQueue;
  private final SessionCredentials credentials;
  private final Map<String, Subscription> subscriptions = new HashMap<>(4);
  private final ArrayDeque<Subscription> awaitingTurn = new ArrayDeque<>(0);
  private int filling;

  SessionSubscriptions(LiveContext live, SendQueue sendQueue, SessionCredentials credentials) {
    this.live = live;
    this.sendQueue = sendQueue;
    this.credentials = credentials;
  }

  /** Takes a {@code subscribe} or {@code unsubscribe} frame. */
  void take(FrameOp op, @Nullable String id, Map<String, Object> frame) {
    if (op == FrameOp.SUBSCRIBE) {
      subscribe(id, frame);
    } else {
      unsubscribe(id, frame);
    }
  }

  private void subscribe(@Nullable String id, Map<String, Object> frame) {
    FrameMembers.members(frame, id, Set.of("op", "id", "shipmentId", "after", "positions"));
    String shipmentId = FrameMembers.shipmentId(frame);
    @Nullable Integer after = null;
    if (frame.containsKey("after")) {
      after = FrameMembers.version(frame.get("after"));
      if (after == null) {
        throw FrameMembers.invalid("after must be a version: a whole number from 0");
      }
    }
    if (!(frame.getOrDefault("positions", false) instanceof Boolean positions)) {
      throw FrameMembers.invalid("positions must be true or false");
    }
    Subscription former = subscriptions.get(shipmentId);
    if (former != null) {
      drop(former);
    } else if (subscriptions.size() >= live.limits().subscriptions()) {
      live.metrics().overflow("subscriptions");
      throw new Problem(ProblemCode.OVERLOADED, "This connection has too many subscriptions")
          .toException();
    }
    Subscription subscription =
        new Subscription(new Request(id, shipmentId, after, positions), this, live.limits().held());
    subscriptions.put(shipmentId, subscription);
    live.listen(subscription);
    awaitingTurn.add(subscription);
    startNext();
  }

  /** Few fill their gaps at a time, so that what they read does not flood the connection. */
  private void startNext() {
    while (filling < live.limits().filling() && !awaitingTurn.isEmpty()) {
      Subscription next = awaitingTurn.poll();
      if (subscriptions.get(next.shipmentId()) == next) {
        filling++;
        next.start()
            .onComplete(
                done -> {
                  filling--;
                  startNext();
                });
      }
    }
  }

  private void unsubscribe(@Nullable String id, Map<String, Object> frame) {
    FrameMembers.members(frame, id, Set.of("op", "id", "shipmentId"));
    String shipmentId = FrameMembers.shipmentId(frame);
    Subscription subscription = subscriptions.get(shipmentId);
    if (subscription != null) {
      drop(subscription);
    }
    send(FrameMembers.answer("unsubscribed", id).field("shipmentId", shipmentId));
  }

  /** Ends those that the principal may no longer read. */
  void judgeAll() {
    List.copyOf(subscriptions.values()).forEach(Subscription::judge);
  }

  /** Ends all without a word. */
  void dropAll() {
    awaitingTurn.clear();
    List.copyOf(subscriptions.values()).forEach(this::drop);
  }

  private void drop(Subscription subscription) {
    if (subscriptions.remove(subscription.shipmentId(), subscription)) {
      live.leave(subscription);
      sendQueue.forgetPosition(subscription.shipmentId());
    }
  }

  private void send(JsonWriter frame) {
    sendQueue.send(FrameMembers.text(frame.endObject()));
  }

  @Override
  public SendQueue sendQueue() {
    return sendQueue;
  }

  @Override
  public ShipmentSource source() {
    return live;
  }

  @Override
  public Principal principal() {
    return credentials.principal();
  }

  @Override
  public String subscribed(
      Request request, int version, boolean recovered, @Nullable ShipmentView snapshot) {
    JsonWriter frame =
        FrameMembers.answer("subscribed", request.id())
            .field("shipmentId", request.shipmentId())
            .field("version", version)
            .field("recovered", recovered);
    if (snapshot != null) {
      frame.rawField("shipment", ShipmentQueries.encode(snapshot));
    }
    return FrameMembers.text(frame.endObject());
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.webSocketText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    drop(subscription);
    send(FrameMembers.error(request.id(), problem));
  }

  @Override
  public void forbidden(Subscription subscription) {
    drop(subscription);
    send(
        FrameMembers.answer("unsubscribed", null)
            .field("shipmentId", subscription.shipmentId())
            .field("reason", ProblemCode.FORBIDDEN.code()));
  }
}
