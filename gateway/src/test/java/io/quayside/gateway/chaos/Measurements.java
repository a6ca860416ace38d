package io.quayside.gateway.chaos;

import io.quayside.cluster.Shards;
import io.quayside.gateway.chaos.History.Acceptance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the faults cost the clients. Everything is in milliseconds. */
final class Measurements {
  private final List<Acceptance> acceptances;

  Measurements(List<Acceptance> acceptances) {
    this.acceptances = List.copyOf(acceptances);
  }

  /**
   * Some durations; all zero where there is none.
   *
   * @param count how many they are
   */
  record Spread(int count, long median, long worst) {
    static Spread of(List<Long> millis) {
      if (millis.isEmpty()) {
        return new Spread(0, 0, 0);
      }
      var sorted = millis.stream().sorted().toList();
      return new Spread(sorted.size(), sorted.get((sorted.size() - 1) / 2), sorted.getLast());
    }
  }

  /**
   * The longest time that a command waited for its acceptance, of those that were under way while
   * the fault lasted; what it had waited before does not count.
   */
  long slowest(Fault fault) {
    return slowest(fault.beganNanos(), fault.wholeNanos());
  }

  /** The same for a planned leave: from SIGTERM to the process's end. */
  long slowest(Fault.Leave leave) {
    return slowest(leave.beganNanos(), leave.endedNanos());
  }

  private long slowest(long from, long to) {
    long nanos =
        acceptances.stream()
            .filter(one -> one.answeredNanos() >= from && one.firstSentNanos() <= to)
            .mapToLong(one -> one.answeredNanos() - Math.max(from, one.firstSentNanos()))
            .max()
            .orElse(0);
    return nanos / 1_000_000;
  }

  /**
   * For each shard that the fault left without an owner, the time until a command that was sent
   * after the kill was accepted; a shard where none was, counts until the cluster was whole.
   */
  List<Long> untilAccepted(Fault fault) {
    var first = new long[Cluster.SHARDS];
    Arrays.fill(first, fault.wholeNanos());
    for (var acceptance : acceptances) {
      int shard = Shards.of(acceptance.shipmentId(), Cluster.SHARDS);
      if (acceptance.sentNanos() >= fault.beganNanos()) {
        first[shard] = Math.min(first[shard], acceptance.answeredNanos());
      }
    }
    return millis(first, fault.orphans(), fault.beganNanos());
  }

  private static List<Long> millis(long[] first, Set<Integer> shards, long began) {
    var millis = new ArrayList<Long>();
    shards.forEach(shard -> millis.add((first[shard] - began) / 1_000_000));
    return millis;
  }
}
