package io.quayside.edge;

import io.quayside.metrics.Metrics;
import io.quayside.projection.ReadModels;
import io.quayside.push.Loop;

/** What the live connections of one event loop share. */
record Live(
    Loop loop,
    Views views,
    ReadModels readModels,
    Commands commands,
    Tracks tracks,
    LiveLimits limits,
    Metrics metrics) {

  /** From now on the subscription is handed what is pushed. */
  void listen(Subscription subscription) {
    metrics.subscribers.increment();
    loop.subscribe(subscription.shipmentId(), subscription);
  }

  void leave(Subscription subscription) {
    subscription.end();
    loop.unsubscribe(subscription.shipmentId(), subscription);
    metrics.subscribers.decrement();
  }
}
