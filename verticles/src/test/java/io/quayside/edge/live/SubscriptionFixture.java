package io.quayside.edge.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.common.problem.Problem;
import io.quayside.edge.live.Subscription.Request;
import io.quayside.push.FrameBatch;
import io.quayside.push.SharedFrame;
import io.quayside.readmodel.ShipmentView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One subscription on an in-memory connection, to an in-memory shipment. */
final class SubscriptionFixture implements SubscriptionHost {
  static final int MAX_HELD = 3;

  private static final Pattern EVENT = Pattern.compile(".*\"event\":\\{\"v\":(\\d+)}}");
  private static final Pattern POSITION = Pattern.compile(".*\"position\":\\{\"p\":(\\d+)}}");

  final InMemoryShipment shipment;
  final InMemoryWire wire;
  final List<String> refusals = new ArrayList<>();
  Principal principal = Principal.ANONYMOUS;
  private final SendQueue queue;
  private Subscription subscription;

  SubscriptionFixture(InMemoryShipment shipment, InMemoryWire wire, int maxQueued) {
    this.shipment = shipment;
    this.wire = wire;
    this.queue =
        new SendQueue(
            wire,
            new LiveLimits(maxQueued, Integer.MAX_VALUE, 1, 1, MAX_HELD, 1, 1, 1),
            new Metrics(new SimpleMeterRegistry()),
            () -> subscription.end());
  }

  Subscription subscribe(Integer after, boolean positions) {
    var request = new Request("s1", InMemoryShipment.ID, after, positions);
    subscription = new Subscription(request, this, MAX_HELD);
    return subscription;
  }

  /** What was sent: the start as {@code start …}, versions as numbers, positions as {@code p…}. */
  List<String> sent() {
    return wire.written.stream()
        .map(text -> EVENT.matcher(text).replaceFirst("$1"))
        .map(text -> POSITION.matcher(text).replaceFirst("p$1"))
        .toList();
  }

  void push(SharedFrame... frames) {
    var batch = new FrameBatch(UnpooledByteBufAllocator.DEFAULT);
    for (var frame : frames) {
      batch.add(frame);
    }
    subscription.push(batch);
    subscription.flush();
  }

  static SharedFrame event(int version) {
    return SharedFrame.event(InMemoryShipment.ID, version, InMemoryShipment.event(version), false);
  }

  /** An event that may change who may read the shipment. */
  static SharedFrame assignment(int version) {
    return SharedFrame.event(InMemoryShipment.ID, version, InMemoryShipment.event(version), true);
  }

  static SharedFrame position(int number) {
    var bytes = positionBytes(number);
    return SharedFrame.position(InMemoryShipment.ID, bytes, 0, bytes.length);
  }

  static byte[] positionBytes(int number) {
    return ("{\"p\":" + number + "}").getBytes(UTF_8);
  }

  @Override
  public SendQueue sendQueue() {
    return queue;
  }

  @Override
  public ShipmentSource source() {
    return shipment;
  }

  /** As of a socket, which has no grant any more once it is closed. */
  @Override
  public Principal principal() {
    if (sendQueue().isClosed()) {
      throw new IllegalStateException("no principal behind a closed queue");
    }
    return principal;
  }

  @Override
  public void forbidden(Subscription ended) {
    ended.end();
    queue.forgetPosition(InMemoryShipment.ID);
    queue.send("forbidden");
  }

  @Override
  public String subscribed(Request request, int version, boolean recovered, ShipmentView snapshot) {
    return "start "
        + version
        + (recovered ? " recovered" : "")
        + (snapshot == null ? "" : " snapshot " + snapshot.version());
  }

  @Override
  public String text(SharedFrame frame) {
    return frame.webSocketText();
  }

  @Override
  public void refused(Subscription subscription, Request request, Problem problem) {
    refusals.add(problem.code().code());
    subscription.end();
  }
}
