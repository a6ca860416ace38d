package io.quayside.push.fleet;

import io.quayside.common.scheduling.Scheduler;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentFacts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.log.envelope.UndecodableEventException;
import io.quayside.log.feed.Log.Chunk;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.FleetBatch.Item;
import io.quayside.readmodel.FleetHistory;
import io.quayside.readmodel.FleetHistory.PlacedEvent;
import io.quayside.readmodel.FleetHistory.Range;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends a watch what a range of the log has for it. The log says which shipments have events in the
 * range, the history which events those are. Each shipment is judged as it is at the end of the
 * range: all its events in the range, or that it has left, or nothing. At the pace of its reader.
 * Confined to the watch's event loop.
 */
final class CatchUp {
  /** Shipments that are looked up at a time. */
  private static final int GROUP = 50;

  private static final long AGAIN_MILLIS = 20;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final Fleet fleet;
  private final Scheduler scheduler;
  private final FleetHistory history;
  private final Contexts contexts;
  private final EventCodec codec;
  private final Target target;
  private final long[] from;
  private final long[] to;

  /** By shard, up to where the range is settled. */
  private final long[] place;

  /** By shard, up to where the read models are known to be. */
  private long[] projected;

  /** The shipments of the present shard that are settled up to the end of the range. */
  private final Set<String> done = new HashSet<>();

  /** Whoever is sent the range. */
  interface Target {
    WatchScope scope();

    /** Sends an item; completes when more can be sent, and fails when nothing can any more. */
    Future<Void> send(Item item);

    /** Everything below that place is settled. */
    void settled(long[] place, long behind);
  }

  CatchUp(Fleet fleet, Scheduler scheduler, long[] from, long[] to, Target target) {
    this.fleet = fleet;
    this.scheduler = scheduler;
    this.history = fleet.history();
    this.contexts = fleet.contexts();
    this.codec = new EventCodec(contexts);
    this.target = target;
    this.from = from;
    this.to = to;
    this.place = from.clone();
    this.projected = new long[from.length];
  }

  /** Sends all of the range. */
  Future<Void> run() {
    return shard(0);
  }

  private Future<Void> shard(int shard) {
    if (shard == to.length) {
      return Future.succeededFuture();
    }
    if (place[shard] >= to[shard]) {
      done.clear();
      return shard(shard + 1);
    }
    return fleet
        .read(shard, place[shard], to[shard], scheduler)
        .compose(chunk -> take(shard, chunk))
        .compose(
            next -> {
              place[shard] = next;
              target.settled(place.clone(), FleetCursor.distance(place, to));
              return shard(shard);
            });
  }

  private Future<Long> take(int shard, Chunk chunk) {
    Map<String, Integer> versions = new LinkedHashMap<>();
    for (LogRecord record : chunk.records()) {
      String id = record.key();
      if (id != null && record.value() != null && !done.contains(id)) {
        try {
          versions.merge(id, codec.version(id, record.value()), Math::max);
        } catch (UndecodableEventException parked) {
          // No event of the history yet.
        }
      }
    }
    long next = Math.max(chunk.next(), place[shard] + 1);
    return projected(shard, next, versions, scheduler.nanoTime() + PATIENCE_NANOS)
        .compose(v -> groups(shard, List.copyOf(versions.keySet()), 0))
        .map(
            v -> {
              done.addAll(versions.keySet());
              return next;
            });
  }

  /** Waits until the history has those versions, or has passed their records. */
  private Future<Void> projected(
      int shard, long next, Map<String, Integer> versions, long deadline) {
    if (versions.isEmpty() || projected[shard] >= next) {
      return Future.succeededFuture();
    }
    return history
        .checkpoints(to.length)
        .compose(
            checkpoints -> {
              projected = checkpoints;
              return checkpoints[shard] >= next
                  ? Future.succeededFuture(true)
                  : history.versions(versions.keySet()).map(found -> haveAll(found, versions));
            })
        .compose(
            there -> {
              if (there) {
                return Future.succeededFuture();
              }
              if (scheduler.nanoTime() - deadline > 0) {
                return Future.failedFuture("the read models are behind the log");
              }
              Promise<Void> again = Promise.promise();
              scheduler.schedule(AGAIN_MILLIS, again::complete);
              return again.future().compose(v -> projected(shard, next, versions, deadline));
            });
  }

  private static boolean haveAll(Map<String, Integer> found, Map<String, Integer> wanted) {
    return wanted.entrySet().stream()
        .allMatch(want -> found.getOrDefault(want.getKey(), 0) >= want.getValue());
  }

  private Future<Void> groups(int shard, List<String> ids, int first) {
    if (first >= ids.size()) {
      return Future.succeededFuture();
    }
    List<String> group = ids.subList(first, Math.min(ids.size(), first + GROUP));
    WatchScope scope = target.scope();
    Future<Void> sent =
        scope.isWholeTenant() ? sendOfTenant(shard, group, scope) : sendHeld(shard, group, scope);
    return sent.compose(v -> groups(shard, ids, first + GROUP));
  }

  /** Sends all events in the range of shipments that are of the tenant. */
  private Future<Void> sendOfTenant(int shard, List<String> ids, WatchScope scope) {
    Map<String, Boolean> ofTenant = new HashMap<>();
    return history.pages(
        before(ids, to[shard]),
        from[shard],
        page -> {
          List<Item> items = new ArrayList<>(page.size());
          for (PlacedEvent event : page) {
            boolean wanted =
                ofTenant.computeIfAbsent(
                    event.shipmentId(),
                    id -> scope.isOfTenant(codec.decode(event.value()).tenant()));
            if (wanted) {
              items.add(item(event, scope, null));
            }
          }
          return send(items, 0);
        });
  }

  private Future<Void> sendHeld(int shard, List<String> ids, WatchScope scope) {
    return history
        .facts(ids)
        .compose(
            rows -> {
              List<String> possible =
                  ids.stream()
                      .filter(id -> rows.containsKey(id) && scope.mayEverHold(rows.get(id)))
                      .toList();
              return possible.isEmpty()
                  ? Future.succeededFuture()
                  : history
                      .ranges(possible, from[shard], to[shard])
                      .compose(ranges -> judge(shard, rows, ranges, scope));
            });
  }

  private Future<Void> judge(
      int shard, Map<String, ShipmentFacts> rows, Map<String, Range> ranges, WatchScope scope) {
    List<String> held = new ArrayList<>();
    List<String> open = new ArrayList<>();
    ranges.forEach(
        (id, range) -> {
          ShipmentFacts row = rows.get(id);
          if (range.first() > 0) {
            boolean isNow = row != null && row.version() == range.last();
            (isNow && scope.holds(row) ? held : open).add(id);
          }
        });
    Map<String, Membership> folded = new LinkedHashMap<>();
    open.forEach(id -> folded.put(id, new Membership()));
    return history
        .pages(
            before(open, to[shard]),
            -1,
            page -> {
              for (PlacedEvent event : page) {
                Membership membership = folded.get(event.shipmentId());
                if (membership != null) {
                  membership.pass(event, codec.decode(event.value()), scope, from[shard]);
                }
              }
              return Future.succeededFuture();
            })
        .compose(
            v -> {
              List<Item> left = new ArrayList<>();
              folded.forEach(
                  (id, membership) -> {
                    if (membership.held) {
                      held.add(id);
                    } else if (membership.heldAtStart) {
                      left.add(new Item(id, membership.leftVersion, null, true));
                    }
                  });
              return send(left, 0).compose(sent -> sendEvents(shard, held, scope));
            });
  }

  /** Whether a shipment was in the set when the range began, and is when it ends. */
  private static final class Membership {
    private @Nullable ShipmentFacts facts;
    private boolean heldAtStart;
    private boolean held;
    private int leftVersion;

    void pass(PlacedEvent event, StoredEvent stored, WatchScope scope, long start) {
      facts = ShipmentFacts.after(facts, stored);
      boolean holds = scope.holds(facts);
      if (held && !holds) {
        leftVersion = event.version();
      }
      held = holds;
      if (event.offset() < start) {
        heldAtStart = holds;
      }
    }
  }

  /** A carrier sees documents by the carrier at their time, so all of the history is passed. */
  private Future<Void> sendEvents(int shard, List<String> ids, WatchScope scope) {
    Map<String, ShipmentFacts> facts = new HashMap<>();
    return history.pages(
        before(ids, to[shard]),
        scope.isCarrier() ? -1 : from[shard],
        page -> {
          List<Item> items = new ArrayList<>(page.size());
          for (PlacedEvent event : page) {
            String carrier = null;
            if (scope.isCarrier()) {
              StoredEvent stored = codec.decode(event.value());
              ShipmentFacts after = ShipmentFacts.after(facts.get(event.shipmentId()), stored);
              facts.put(event.shipmentId(), after);
              carrier = after.carrier();
            }
            if (event.offset() >= from[shard]) {
              items.add(item(event, scope, carrier));
            }
          }
          return send(items, 0);
        });
  }

  private Item item(PlacedEvent event, WatchScope scope, @Nullable String carrier) {
    SharedFrame frame =
        scope.isCarrier() || codec.mayHaveForms(event.value())
            ? SharedFrame.event(codec.decode(event.value()), event.value(), contexts)
                .seenBy(scope.viewer(carrier))
            : SharedFrame.event(event.shipmentId(), event.version(), event.value(), false);
    return new Item(event.shipmentId(), event.version(), frame, false);
  }

  private Future<Void> send(List<Item> items, int first) {
    for (int i = first; i < items.size(); i++) {
      Future<Void> sent = target.send(items.get(i));
      if (!sent.succeeded()) {
        int next = i + 1;
        return sent.compose(v -> send(items, next));
      }
    }
    return Future.succeededFuture();
  }

  private static SequencedMap<String, Long> before(List<String> ids, long offset) {
    SequencedMap<String, Long> before = new LinkedHashMap<>();
    ids.forEach(id -> before.put(id, offset));
    return before;
  }
}
