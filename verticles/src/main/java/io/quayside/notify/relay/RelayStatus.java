package io.quayside.notify.relay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a shard of a relay. */
record RelayStatus(RelayState state, @Nullable Cause cause) {
  static final RelayStatus RUNNING = new RelayStatus(RelayState.RUNNING, null);

  /** Why it does not run, and since when. */
  record Cause(String code, String detail, Instant since) {}
}
