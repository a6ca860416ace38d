package io.quayside.push.fleet;

import io.quayside.domain.Viewer;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentFacts;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.push.SharedFrame;
import io.quayside.push.fleet.FleetBatch.Item;
import io.quayside.push.fleet.FleetFeed.Read;
import io.quayside.push.fleet.KnownShipments.Known;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which record counts, and which watches it is for. Confined to the feed's event loop. */
final class FleetJudge {
  private final KnownShipments known;
  private final Contexts contexts;

  /** A watch, and what the present round has for it. */
  static final class Member {
    private final FleetSubscriber subscriber;
    private WatchScope scope;
    private List<Item> items = List.of();

    Member(FleetSubscriber subscriber) {
      this.subscriber = subscriber;
      this.scope = subscriber.scope();
    }

    FleetSubscriber subscriber() {
      return subscriber;
    }

    private void add(Item item) {
      if (items.isEmpty()) {
        items = new ArrayList<>();
      }
      items.add(item);
    }

    List<Item> takeItems() {
      List<Item> taken = items;
      items = List.of();
      return taken;
    }
  }

  FleetJudge(KnownShipments known, Contexts contexts) {
    this.known = known;
    this.contexts = contexts;
  }

  /**
   * Reads the scopes that the next records are judged by; returns whether one of them needs to know
   * more of a shipment than its tenant.
   */
  boolean readScopes(Collection<Member> members) {
    boolean facts = false;
    for (Member member : members) {
      member.scope = member.subscriber.scope();
      facts |= !member.scope.isWholeTenant();
    }
    return facts;
  }

  /** Passes a record by the watches, if it counts. */
  void pass(Read read, Collection<Member> members) {
    StoredEvent stored = read.stored();
    Known before = known.get(read.shipmentId());
    if (before == null
        || stored.version() != before.version() + 1
        || (before.version() == 0 && !(stored.event() instanceof ShipmentBooked))) {
      return;
    }
    ShipmentFacts after = before.hasFacts() ? ShipmentFacts.after(before.facts(), stored) : null;
    known.put(read.shipmentId(), new Known(stored.version(), after));
    SharedFrame frame = null;
    for (Member member : members) {
      WatchScope scope = member.scope;
      boolean held = holds(scope, stored, before.facts(), before.version() > 0);
      boolean holds = holds(scope, stored, after, true);
      if (held || holds) {
        if (frame == null) {
          frame = SharedFrame.event(stored, read.value(), contexts);
        }
        Viewer viewer = scope.viewer(after == null ? null : after.carrier());
        member.add(new Item(read.shipmentId(), stored.version(), frame.seenBy(viewer), !holds));
      }
    }
  }

  private static boolean holds(
      WatchScope scope, StoredEvent stored, @Nullable ShipmentFacts facts, boolean exists) {
    return scope.isWholeTenant() ? exists && scope.isOfTenant(stored.tenant()) : scope.holds(facts);
  }
}
