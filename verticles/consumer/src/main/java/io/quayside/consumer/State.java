package io.quayside.consumer;

/** How a parked event stands. */
public enum State {
  /** It is tried again at its time. */
  RETRYING,
  /** It waits for {@link QuaysideConsumer#redrive} or {@link QuaysideConsumer#discard}. */
  PARKED
}
