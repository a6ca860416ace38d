package io.quayside.consumer;

import java.time.Duration;

/** Logs what a listener throws, so that it harms nothing. */
record SafeListener(Listener listener) implements Listener {

  @Override
  public void handled(QuaysideEvent event, Duration took) {
    tell(() -> listener.handled(event, took));
  }

  @Override
  public void skipped(Skip why, String shipmentId, int version) {
    tell(() -> listener.skipped(why, shipmentId, version));
  }

  @Override
  public void failed(QuaysideEvent event, int attempt, Throwable cause) {
    tell(() -> listener.failed(event, attempt, cause));
  }

  @Override
  public void parked(Parked parked) {
    tell(() -> listener.parked(parked));
  }

  @Override
  public void stopped(Throwable cause) {
    tell(() -> listener.stopped(cause));
  }

  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      Log.warn("a listener failed", e);
    }
  }
}
