package io.quayside.loadtest.itinerary;

import io.quayside.loadtest.freight.Consignment;
import io.quayside.loadtest.freight.Mode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A shipment's whole way, stop by stop. Most are delivered; a few are cancelled, returned or lost.
 * One command of each is sent twice, some milestones come late, some trouble is raised and
 * resolved.
 *
 * @param lateEvents how many of the events are marked late
 */
public record Itinerary(List<Stop> stops, int lateEvents) {
  private static final List<String> TROUBLES =
      List.of("DAMAGED", "DELAYED", "LOST_CONTACT", "REFUSED", "OTHER");

  public Itinerary {
    stops = List.copyOf(stops);
  }

  /** The last one's version and status are what a query has to find in the end. */
  public Stop last() {
    return stops.getLast();
  }

  /** The way of this consignment: another number or seed, another way. */
  public static Itinerary of(Consignment consignment, long seed) {
    long start = new SplittableRandom(seed).nextLong() ^ consignment.number();
    return draw(consignment.lane().mode(), new SplittableRandom(start).split());
  }

  private static Itinerary draw(Mode mode, RandomGenerator random) {
    var plan = new Plan(random);
    plan.book();
    plan.assign();
    if (plan.happens(10)) {
      plan.assign();
    }
    if (plan.happens(50)) {
      plan.release();
    }
    if (plan.happens(5)) {
      plan.cancel();
      return plan.done();
    }
    plan.milestone("PICKED_UP");
    int legs = 1 + random.nextInt(2);
    for (int leg = 0; leg < legs; leg++) {
      travel(plan, mode, random);
    }
    end(plan, random);
    if (plan.happens(10)) {
      plan.refused("DEPARTED");
    }
    return plan.done();
  }

  private static void travel(Plan plan, Mode mode, RandomGenerator random) {
    plan.milestone("DEPARTED");
    if (plan.happens(20)) {
      plan.trouble(TROUBLES.get(random.nextInt(TROUBLES.size())));
    }
    if (plan.happens(15)) {
      plan.late(random.nextBoolean() ? "ARRIVED" : "DEPARTED");
    }
    plan.milestone("ARRIVED");
    if (crossesBorders(mode) && plan.happens(40)) {
      plan.milestone("CUSTOMS_HELD");
      plan.milestone("CUSTOMS_RELEASED");
    }
  }

  private static boolean crossesBorders(Mode mode) {
    return switch (mode) {
      case SEA, AIR -> true;
      case ROAD, RAIL -> false;
    };
  }

  private static void end(Plan plan, RandomGenerator random) {
    int way = random.nextInt(100);
    if (way < 1) {
      plan.milestone("LOST");
    } else if (way < 4) {
      plan.milestone("RETURN_STARTED");
      plan.milestone("RETURNED");
    } else if (way < 24) {
      plan.milestone("AVAILABLE_FOR_PICKUP");
      plan.milestone("DELIVERED");
    } else {
      plan.milestone("OUT_FOR_DELIVERY");
      if (plan.happens(15)) {
        plan.milestone("DELIVERY_ATTEMPTED");
        plan.milestone("OUT_FOR_DELIVERY");
      }
      plan.milestone("DELIVERED");
    }
  }
}
