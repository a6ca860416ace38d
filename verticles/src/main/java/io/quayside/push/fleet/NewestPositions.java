package io.quayside.push.fleet;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.common.scheduling.Scheduler.Cancellable;
import io.quayside.push.SharedFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The positions that a watch has not sent yet: of each shipment the newest. 5,000 a second are
 * sent, and none while the connection is congested; whoever waits longest comes first. Confined to
 * its event loop.
 */
final class NewestPositions {
  private static final long MILLIS = 100;
  private static final int AT_A_TIME = 500;
  private static final Cancellable NO_TIMER = () -> {};

  private final Scheduler scheduler;
  private final BooleanSupplier congested;
  private final Consumer<SharedFrame> send;
  private final LinkedHashMap<String, SharedFrame> waiting = new LinkedHashMap<>(0);
  private Cancellable timer = NO_TIMER;

  NewestPositions(Scheduler scheduler, BooleanSupplier congested, Consumer<SharedFrame> send) {
    this.scheduler = scheduler;
    this.congested = congested;
    this.send = send;
  }

  void add(List<SharedFrame> positions) {
    positions.forEach(position -> waiting.put(position.shipmentId(), position));
    if (timer == NO_TIMER) {
      sendSome();
    }
  }

  void forget(String shipmentId) {
    waiting.remove(shipmentId);
  }

  private void sendSome() {
    timer = NO_TIMER;
    for (int i = 0; i < AT_A_TIME && !waiting.isEmpty() && !congested.getAsBoolean(); i++) {
      send.accept(waiting.pollFirstEntry().getValue());
    }
    if (!waiting.isEmpty()) {
      timer = scheduler.schedule(MILLIS, this::sendSome);
    }
  }

  void stop() {
    timer.cancel();
    waiting.clear();
  }
}
