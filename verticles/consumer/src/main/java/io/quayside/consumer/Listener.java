package io.quayside.consumer;

import java.time.Duration;

/**
 * Is told what a consumer does, on the threads that do it; must not block. What it throws is
 * logged.
 */
public interface Listener {
  /** An event was handled and its transaction is committed. */
  default void handled(QuaysideEvent event, Duration took) {}

  /**
   * A record reached no handler. {@code shipmentId} is null and {@code version} is 0 of a {@link
   * Skip#FOREIGN} one.
   */
  default void skipped(Skip why, String shipmentId, int version) {}

  /** A handler threw; {@code attempt} counts from 1. */
  default void failed(QuaysideEvent event, int attempt, Throwable cause) {}

  /** A shipment was parked, or an attempt of a parked one failed. */
  default void parked(Parked parked) {}

  /** The consumer has stopped because of {@link Poison#STOP}. */
  default void stopped(Throwable cause) {}
}
