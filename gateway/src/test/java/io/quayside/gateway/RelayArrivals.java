package io.quayside.gateway;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What a broker got: of each shipment the first arrivals of its versions. Thread-safe. */
final class RelayArrivals {
  private final Map<String, Integer> highest = new ConcurrentHashMap<>();
  private final Set<String> holes = ConcurrentHashMap.newKeySet();

  /** Notes one arrival; a version that has come before changes nothing. */
  void note(String shipmentId, int version) {
    highest.compute(
        shipmentId,
        (id, before) -> {
          int seen = before == null ? 0 : before;
          if (version > seen + 1) {
            holes.add("%s: %d behind %d".formatted(id, version, seen));
          }
          return Math.max(seen, version);
        });
  }

  /** By shipment, the highest version that has come. */
  Map<String, Integer> highest() {
    return new TreeMap<>(highest);
  }

  /** First arrivals that came before their predecessor's. */
  Set<String> holes() {
    return new TreeSet<>(holes);
  }
}
