package io.quayside.loadtest.itinerary;

import static io.quayside.loadtest.itinerary.Status.AT_FACILITY;
import static io.quayside.loadtest.itinerary.Status.AVAILABLE_FOR_PICKUP;
import static io.quayside.loadtest.itinerary.Status.BOOKED;
import static io.quayside.loadtest.itinerary.Status.CANCELLED;
import static io.quayside.loadtest.itinerary.Status.CARRIER_ASSIGNED;
import static io.quayside.loadtest.itinerary.Status.CUSTOMS_HOLD;
import static io.quayside.loadtest.itinerary.Status.DELIVERED;
import static io.quayside.loadtest.itinerary.Status.DELIVERY_ATTEMPTED;
import static io.quayside.loadtest.itinerary.Status.EXCEPTION;
import static io.quayside.loadtest.itinerary.Status.IN_TRANSIT;
import static io.quayside.loadtest.itinerary.Status.LOST;
import static io.quayside.loadtest.itinerary.Status.OUT_FOR_DELIVERY;
import static io.quayside.loadtest.itinerary.Status.PICKED_UP;
import static io.quayside.loadtest.itinerary.Status.RELEASED;
import static io.quayside.loadtest.itinerary.Status.RETURNED;
import static io.quayside.loadtest.itinerary.Status.RETURNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.loadtest.freight.Fleet;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ItineraryTest {
  private static final Set<Status> UNDER_WAY = EnumSet.of(PICKED_UP, IN_TRANSIT, AT_FACILITY);

  /** The contract's table, as far as these itineraries go: from where a milestone may come. */
  private static final Map<String, Set<Status>> FROM =
      Map.ofEntries(
          Map.entry("PICKED_UP", EnumSet.of(CARRIER_ASSIGNED, RELEASED)),
          Map.entry("DEPARTED", UNDER_WAY),
          Map.entry("ARRIVED", UNDER_WAY),
          Map.entry("CUSTOMS_HELD", UNDER_WAY),
          Map.entry("CUSTOMS_RELEASED", EnumSet.of(CUSTOMS_HOLD)),
          Map.entry(
              "OUT_FOR_DELIVERY",
              EnumSet.of(PICKED_UP, IN_TRANSIT, AT_FACILITY, DELIVERY_ATTEMPTED)),
          Map.entry("DELIVERY_ATTEMPTED", EnumSet.of(OUT_FOR_DELIVERY)),
          Map.entry("AVAILABLE_FOR_PICKUP", EnumSet.of(AT_FACILITY, DELIVERY_ATTEMPTED)),
          Map.entry(
              "DELIVERED",
              EnumSet.of(
                  PICKED_UP,
                  IN_TRANSIT,
                  AT_FACILITY,
                  OUT_FOR_DELIVERY,
                  DELIVERY_ATTEMPTED,
                  AVAILABLE_FOR_PICKUP)),
          Map.entry("EXCEPTION_RAISED", EnumSet.of(PICKED_UP, IN_TRANSIT, AT_FACILITY)),
          Map.entry("EXCEPTION_RESOLVED", EnumSet.of(EXCEPTION)),
          Map.entry("RETURN_STARTED", EnumSet.of(PICKED_UP, IN_TRANSIT, AT_FACILITY)),
          Map.entry("RETURNED", EnumSet.of(RETURNING)),
          Map.entry("LOST", EnumSet.of(PICKED_UP, IN_TRANSIT, AT_FACILITY)));

  private static final Set<Status> TERMINAL = EnumSet.of(DELIVERED, RETURNED, LOST, CANCELLED);

  private final List<Itinerary> many =
      LongStream.range(0, 3_000).mapToObj(ItineraryTest::itinerary).toList();

  @Test
  void shouldRepeatItselfBySeed() {
    assertThat(itinerary(77)).isEqualTo(many.get(77));
    assertThat(Itinerary.of(new Fleet(1).consignment(77), 2)).isNotEqualTo(many.get(77));
  }

  @Test
  void shouldBookFirstAndEndForGood() {
    assertThat(many)
        .allMatch(itinerary -> itinerary.stops().getFirst().step() instanceof Step.Book)
        .allMatch(itinerary -> TERMINAL.contains(itinerary.last().after()));
  }

  @Test
  void shouldKeepToTheStateMachine() {
    for (Itinerary itinerary : many) {
      Status before = BOOKED;
      for (Stop stop : itinerary.stops()) {
        if (stop.step() instanceof Step.Milestone milestone && !milestone.late()) {
          assertThat(FROM.get(milestone.code())).as("before %s", stop).contains(before);
        }
        before = stop.after();
      }
    }
  }

  @Test
  void shouldCountAVersionForEachAcceptedCommand() {
    for (Itinerary itinerary : many) {
      long accepted =
          itinerary.stops().stream()
              .filter(stop -> stop.accepted() && !(stop.step() instanceof Step.Again))
              .count();
      assertThat(itinerary.last().version()).isEqualTo((int) accepted);
    }
  }

  @Test
  void shouldSendOneCommandTwiceInEachWithTheSameExpectation() {
    for (Itinerary itinerary : many) {
      Set<Integer> keys = new HashSet<>();
      List<Stop> repeated =
          itinerary.stops().stream().filter(stop -> !keys.add(stop.key())).toList();

      assertThat(repeated)
          .singleElement()
          .matches(stop -> stop.step() instanceof Step.Again && stop.accepted());
    }
  }

  @Test
  void shouldNotBeLateBeforeThePickup() {
    assertThat(many)
        .allSatisfy(
            itinerary ->
                assertThat(itinerary.stops())
                    .filteredOn(
                        stop -> stop.step() instanceof Step.Milestone milestone && milestone.late())
                    .hasSize(itinerary.lateEvents())
                    .allMatch(stop -> stop.after() == IN_TRANSIT));
  }

  @Test
  void shouldHaveSomeOfEverything() {
    assertThat(many).anyMatch(itinerary -> itinerary.lateEvents() > 0);
    assertThat(many).anyMatch(ends(CANCELLED)).anyMatch(ends(RETURNED)).anyMatch(ends(LOST));
    assertThat(many).anyMatch(has(EXCEPTION)).anyMatch(has(CUSTOMS_HOLD));
    assertThat(many).anyMatch(itinerary -> !itinerary.last().accepted());
    assertThat(many.stream().filter(ends(DELIVERED))).hasSizeGreaterThan(2_500);
  }

  private static Predicate<Itinerary> ends(Status status) {
    return itinerary -> itinerary.last().after() == status;
  }

  private static Predicate<Itinerary> has(Status status) {
    return itinerary -> itinerary.stops().stream().anyMatch(stop -> stop.after() == status);
  }

  private static Itinerary itinerary(long number) {
    return Itinerary.of(new Fleet(1).consignment(number), 1);
  }
}
