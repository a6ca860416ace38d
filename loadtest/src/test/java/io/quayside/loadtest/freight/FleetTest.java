package io.quayside.loadtest.freight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final int MANY = 2_000;

  private final List<Consignment> many = consignments(new Fleet(1));

  @Test
  void shouldRepeatItselfBySeed() {
    assertThat(consignments(new Fleet(1))).isEqualTo(many);
    assertThat(new Fleet(1).consignment(1_234)).isEqualTo(many.get(1_234));
  }

  @Test
  void shouldDifferByNumberAndSeed() {
    Set<String> bookings = many.stream().map(Consignment::booking).collect(Collectors.toSet());
    Set<String> others = new HashSet<>();
    consignments(new Fleet(2)).forEach(consignment -> others.add(consignment.booking()));

    assertThat(bookings).hasSizeGreaterThan(MANY - 5);
    assertThat(others).doesNotContainAnyElementsOf(bookings);
  }

  @Test
  void shouldFeedTheConsignmentsInOrder() {
    var feeder = new Fleet(1).feeder();

    assertThat(feeder.next()).isEqualTo(Map.of(Fleet.CONSIGNMENT, many.get(0)));
    assertThat(feeder.next()).isEqualTo(Map.of(Fleet.CONSIGNMENT, many.get(1)));
  }

  @Test
  void shouldUseEveryModeInItsProportion() {
    Map<Mode, Long> counts =
        many.stream().collect(Collectors.groupingBy(c -> c.lane().mode(), Collectors.counting()));

    assertThat(counts.get(Mode.ROAD)).isBetween(1_000L, 1_200L);
    assertThat(counts.get(Mode.SEA)).isBetween(420L, 580L);
    assertThat(counts.get(Mode.RAIL)).isBetween(180L, 300L);
    assertThat(counts.get(Mode.AIR)).isBetween(110L, 210L);
  }

  @Test
  void shouldNameCarriersByTheirScac() {
    assertThat(many).allMatch(consignment -> consignment.carrier().matches("[A-Z]{2,4}"));
  }

  @Test
  void shouldShipByContainerWithARightNumber() {
    assertThat(many)
        .filteredOn(consignment -> consignment.lane().mode() == Mode.SEA)
        .allMatch(consignment -> consignment.container().isPresent());
    assertThat(many)
        .allMatch(
            consignment -> consignment.container().stream().allMatch(ContainerNumber::isValid));
  }

  @Test
  void shouldStayWithinTheBoundsOfTheContract() {
    assertThat(many)
        .allMatch(consignment -> consignment.deviceId().length() <= 64)
        .allMatch(consignment -> consignment.vehicle().length() <= 64)
        .allMatch(consignment -> consignment.cargo().packages() >= 1)
        .allMatch(consignment -> consignment.cargo().grossWeightKg() > 0)
        .allMatch(consignment -> consignment.cargo().grossWeightKg() <= 1_000_000);
  }

  private static List<Consignment> consignments(Fleet fleet) {
    return LongStream.range(0, MANY).mapToObj(fleet::consignment).toList();
  }
}
