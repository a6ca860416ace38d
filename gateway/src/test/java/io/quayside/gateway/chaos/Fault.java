package io.quayside.gateway.chaos;

import java.util.List;
import java.util.Set;

/**
 * A fault that was injected. Times are those of {@code nanoTime}.
 *
 * @param target which process it hit, or several
 * @param beganNanos just before it was injected
 * @param wholeNanos when the cluster was seen to be whole again
 * @param orphans the shards that the killed gateway owned; empty for other faults
 * @param leaves a planned leave of a gateway each
 */
record Fault(
    int number,
    FaultKind kind,
    String target,
    long beganNanos,
    long wholeNanos,
    Set<Integer> orphans,
    List<Leave> leaves) {
  Fault {
    orphans = Set.copyOf(orphans);
    leaves = List.copyOf(leaves);
  }

  /** From SIGTERM to the end of the process. */
  record Leave(String node, long beganNanos, long endedNanos) {}

  long nanos() {
    return wholeNanos - beganNanos;
  }
}
