package io.quayside.notify.relay;

/** How a shard of a relay is, from the best to the worst. */
public enum RelayState {
  RUNNING,
  /** The target is away or refuses; tried again after 0.1 to 30 s. */
  RETRYING,
  /** It needs an operator. */
  STOPPED
}
