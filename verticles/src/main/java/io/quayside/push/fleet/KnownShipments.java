package io.quayside.push.fleet;

import io.quayside.cluster.Shards;
import io.quayside.domain.stream.ShipmentFacts;
import io.quayside.push.fleet.FactResolver.Question;
import io.quayside.push.fleet.FleetFeed.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shipments that the feed has seen last, each as it is at the feed's place in the log. Confined
 * to the feed's event loop.
 */
final class KnownShipments {
  private final int shards;
  private final int max;

  /**
   * By shard: a shipment that is not known has no event in the log from this offset to the feed's
   * place.
   */
  private final long[] floors;

  /** By shard, the feed's place. */
  private final long[] next;

  private final LinkedHashMap<String, Known> shipments =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          if (size() <= max) {
            return false;
          }
          int shard = Shards.of(eldest.getKey(), shards);
          floors[shard] = next[shard];
          return true;
        }
      };

  /**
   * A shipment at the feed's place.
   *
   * @param version 0 for one that is not booked yet
   * @param facts null where no watch has needed them, and at version 0
   */
  record Known(int version, @Nullable ShipmentFacts facts) {
    static final Known NOTHING = new Known(0, null);

    static Known of(ShipmentFacts facts) {
      return new Known(facts.version(), facts);
    }

    /** Whether its facts are known, or it has none. */
    boolean hasFacts() {
      return facts != null || version == 0;
    }
  }

  /** Keeps up to {@code max} shipments; {@code next} is the feed's place, which the feed moves. */
  KnownShipments(int max, long[] next) {
    this.max = max;
    this.shards = next.length;
    this.next = next;
    this.floors = new long[shards];
  }

  /** Forgets all: the feed begins at its place. */
  void clear() {
    shipments.clear();
    System.arraycopy(next, 0, floors, 0, shards);
  }

  @Nullable Known get(String shipmentId) {
    return shipments.get(shipmentId);
  }

  void put(String shipmentId, Known known) {
    shipments.put(shipmentId, known);
  }

  /** What has to be known before the records can be judged: of each shipment its first record. */
  List<Question> questions(List<Read> reads, boolean facts) {
    Map<String, Integer> versions = new HashMap<>();
    List<Question> questions = new ArrayList<>();
    for (Read read : reads) {
      String id = read.shipmentId();
      int version = read.stored().version();
      Integer before = versions.get(id);
      Known shipment = before == null ? shipments.get(id) : null;
      boolean follows =
          before != null
              || (shipment != null
                  && (version <= shipment.version()
                      || (version == shipment.version() + 1 && (!facts || shipment.hasFacts()))));
      if (!follows) {
        boolean continues = shipment != null && version == shipment.version() + 1;
        questions.add(
            new Question(
                id, read.shard(), version, read.offset(), continues ? 0 : floors[read.shard()]));
      }
      if (before == null) {
        versions.put(id, version);
      }
    }
    return questions;
  }
}
