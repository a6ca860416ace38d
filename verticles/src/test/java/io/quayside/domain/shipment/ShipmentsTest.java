package io.quayside.domain.shipment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Decision;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentBooked;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ShipmentsTest {
  static final Instant T0 = Instant.parse("2026-03-01T08:00:00Z");
  static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456789Z");
  private static final Booking BOOKING =
      new Booking(
          "PO-1",
          "ACME",
          Mode.ROAD,
          "DEHAM",
          "NLRTM",
          new Cargo("Pumps", 3, 120.5, null),
          null,
          null);

  /**
   * The contract's state machine once more, as a matrix: the status after the command, {@code .}
   * where it is refused. The exception had come upon a shipment AT_FACILITY.
   */
  private static final String MATRIX =
      """
      command              -   BKD CAR REL PUP TRA FAC CUS OUT ATT AVA EXC RTG DLV RTD LST CAN
      BookShipment         BKD .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
      AssignCarrier        ?   CAR CAR .   .   .   .   .   .   .   .   .   .   .   .   .   .
      ReleaseShipment      ?   .   REL .   .   .   .   .   .   .   .   .   .   .   .   .   .
      CancelShipment       ?   CAN CAN CAN .   .   .   .   .   .   .   .   .   .   .   .   .
      PICKED_UP            ?   .   PUP PUP .   .   .   .   .   .   .   .   .   .   .   .   .
      DEPARTED             ?   .   .   .   TRA TRA TRA .   .   .   .   .   .   .   .   .   .
      ARRIVED              ?   .   .   .   FAC FAC FAC .   .   .   .   .   .   .   .   .   .
      CUSTOMS_HELD         ?   .   .   .   CUS CUS CUS .   .   .   .   .   .   .   .   .   .
      CUSTOMS_RELEASED     ?   .   .   .   .   .   .   FAC .   .   .   .   .   .   .   .   .
      OUT_FOR_DELIVERY     ?   .   .   .   OUT OUT OUT .   .   OUT .   .   .   .   .   .   .
      DELIVERY_ATTEMPTED   ?   .   .   .   .   .   .   .   ATT .   .   .   .   .   .   .   .
      AVAILABLE_FOR_PICKUP ?   .   .   .   .   .   AVA .   .   AVA .   .   .   .   .   .   .
      DELIVERED            ?   .   .   .   DLV DLV DLV .   DLV DLV DLV .   .   .   .   .   .
      EXCEPTION_RAISED     ?   .   .   .   EXC EXC EXC EXC EXC EXC EXC .   EXC .   .   .   .
      EXCEPTION_RESOLVED   ?   .   .   .   .   .   .   .   .   .   .   FAC .   .   .   .   .
      RETURN_STARTED       ?   .   .   .   RTG RTG RTG RTG RTG RTG RTG RTG .   .   .   .   .
      RETURNED             ?   .   .   .   .   .   .   .   .   .   .   .   RTD .   .   .   .
      LOST                 ?   .   .   .   LST LST LST LST LST LST LST LST LST .   .   .   .
      """;

  private static final List<Status> COLUMNS =
      List.of(
          Status.BOOKED,
          Status.CARRIER_ASSIGNED,
          Status.RELEASED,
          Status.PICKED_UP,
          Status.IN_TRANSIT,
          Status.AT_FACILITY,
          Status.CUSTOMS_HOLD,
          Status.OUT_FOR_DELIVERY,
          Status.DELIVERY_ATTEMPTED,
          Status.AVAILABLE_FOR_PICKUP,
          Status.EXCEPTION,
          Status.RETURNING,
          Status.DELIVERED,
          Status.RETURNED,
          Status.LOST,
          Status.CANCELLED);

  private static List<List<String>> matrix() {
    return MATRIX.lines().map(line -> List.of(line.strip().split(" +"))).toList();
  }

  private static ShipmentCommand command(String name, Instant occurredAt) {
    return switch (name) {
      case "BookShipment" -> new BookShipment(BOOKING);
      case "AssignCarrier" -> new AssignCarrier("MAEU", "HH-QS 1");
      case "ReleaseShipment" -> new ReleaseShipment();
      case "CancelShipment" -> new CancelShipment("order withdrawn");
      default -> record(MilestoneCode.valueOf(name), occurredAt);
    };
  }

  static RecordMilestone record(MilestoneCode code, Instant occurredAt) {
    ExceptionCode exception = code == MilestoneCode.EXCEPTION_RAISED ? ExceptionCode.DAMAGED : null;
    return new RecordMilestone(new Milestone(code, occurredAt, null, null, exception));
  }

  /** A shipment in this status; from the pickup on its last milestone happened at T0. */
  static Shipment shipment(Status status) {
    boolean pickedUp =
        switch (status) {
          case BOOKED, CARRIER_ASSIGNED, RELEASED, CANCELLED -> false;
          default -> true;
        };
    return new Shipment(
        BOOKING,
        status,
        status == Status.EXCEPTION ? Status.AT_FACILITY : null,
        status == Status.BOOKED ? null : "HLCU",
        null,
        pickedUp ? new Milestone(MilestoneCode.ARRIVED, T0, null, null, null) : null,
        pickedUp ? T0 : null,
        T0);
  }

  @Test
  void shouldHaveARowPerCommandAndAColumnPerStatus() {
    List<String> commands =
        new ArrayList<>(
            List.of("BookShipment", "AssignCarrier", "ReleaseShipment", "CancelShipment"));
    Stream.of(MilestoneCode.values()).map(Enum::name).forEach(commands::add);
    assertThat(matrix().stream().skip(1).map(row -> row.get(0)).toList()).isEqualTo(commands);
    assertThat(COLUMNS).containsExactlyInAnyOrder(Status.values());
    assertThat(ShipmentCommand.class.getPermittedSubclasses()).hasSize(5);
  }

  @TestFactory
  Stream<DynamicTest> shouldDecideEachCommandInEachStatus() {
    List<String> header = matrix().get(0);
    List<DynamicTest> tests = new ArrayList<>();
    for (List<String> row : matrix().subList(1, matrix().size())) {
      for (int column = 1; column < header.size(); column++) {
        Status status = column == 1 ? null : COLUMNS.get(column - 2);
        String expected = row.get(column);
        tests.add(
            DynamicTest.dynamicTest(
                row.get(0) + " on " + status + " -> " + expected,
                () -> verify(row.get(0), status, expected, header)));
      }
    }
    return tests.stream();
  }

  private static void verify(String name, Status status, String expected, List<String> header) {
    Shipment state = status == null ? null : shipment(status);
    Decision decision = Shipments.decide(state, command(name, T0), NOW);
    boolean milestone = !name.endsWith("Shipment") && !name.equals("AssignCarrier");
    switch (expected) {
      case "?" ->
          assertThat(decision)
              .isEqualTo(new Rejected(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment"));
      case "." ->
          assertThat(decision)
              .isEqualTo(
                  new Rejected(
                      ProblemCode.ILLEGAL_TRANSITION,
                      status + " does not allow " + (milestone ? "RecordMilestone " : "") + name));
      default -> {
        Status after = COLUMNS.get(header.indexOf(expected) - 2);
        ShipmentEvent event = accepted(decision);
        assertThat(event.status()).isEqualTo(after);
        assertThat(event.recordedAt()).isEqualTo(NOW.truncatedTo(ChronoUnit.MILLIS));
        Shipment next = Shipments.evolve(state, event);
        assertThat(next.status()).isEqualTo(after);
        if (milestone) {
          assertThat(((MilestoneRecorded) event).late()).isFalse();
          assertThat(next.lastMilestone().code()).hasToString(name);
          assertThat(next.lastMilestoneRecordedAt()).isEqualTo(event.recordedAt());
        }
      }
    }
  }

  static ShipmentEvent accepted(Decision decision) {
    assertThat(decision).isInstanceOf(Accepted.class);
    return (ShipmentEvent) ((Accepted) decision).event();
  }

  @Test
  void shouldTakeEveryAcceptanceByTheTableAsTheLastMove() {
    // given a shipment that arrived twice
    Shipment arrived = shipment(Status.AT_FACILITY);
    Shipment again = next(arrived, record(MilestoneCode.ARRIVED, T0.plusSeconds(60)));
    // when a departure between the two arrivals is reported
    Shipment later = next(again, record(MilestoneCode.DEPARTED, T0.plusSeconds(30)));
    // then it is late
    assertThat(later.status()).isEqualTo(Status.AT_FACILITY);
    assertThat(later.lastMilestone().occurredAt()).isEqualTo(T0.plusSeconds(60));
  }

  private static Shipment next(Shipment state, ShipmentCommand command) {
    return Shipments.evolve(state, accepted(Shipments.decide(state, command, NOW)));
  }

  @Test
  void shouldReturnToTheStatusBeforeTheException() {
    for (Status before : Status.values()) {
      if (Shipments.decide(shipment(before), record(MilestoneCode.EXCEPTION_RAISED, T0), NOW)
          instanceof Rejected) {
        continue;
      }
      Shipment raised = next(shipment(before), record(MilestoneCode.EXCEPTION_RAISED, T0));
      assertThat(raised.statusBeforeException()).isEqualTo(before);
      Shipment late = next(raised, record(MilestoneCode.DEPARTED, T0.minusSeconds(1)));
      assertThat(late.statusBeforeException()).isEqualTo(before);
      Shipment resolved = next(late, record(MilestoneCode.EXCEPTION_RESOLVED, T0));
      assertThat(resolved.status()).isEqualTo(before);
      assertThat(resolved.statusBeforeException()).isNull();
    }
  }

  @Test
  void shouldForgetTheStatusBeforeTheExceptionWhenTheGoodsTurnBack() {
    Shipment returning = next(shipment(Status.EXCEPTION), record(MilestoneCode.RETURN_STARTED, T0));
    assertThat(returning.statusBeforeException()).isNull();
  }

  @Test
  void shouldKeepCarrierAndVehicleOfTheLastAssignment() {
    Shipment booked = Shipments.evolve(null, new ShipmentBooked(BOOKING, T0));
    Shipment assigned =
        next(next(booked, new AssignCarrier("HLCU", "A")), new AssignCarrier("MAEU", null));
    assertThat(assigned.carrier()).isEqualTo("MAEU");
    assertThat(assigned.vehicle()).isNull();
    assertThat(next(assigned, new ReleaseShipment()).carrier()).isEqualTo("MAEU");
    assertThat(assigned.bookedAt()).isEqualTo(T0);
    assertThat(assigned.booking()).isEqualTo(BOOKING);
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseToEvolveFromWhatCannotHaveHappened() {
    Milestone departed = new Milestone(MilestoneCode.DEPARTED, T0, null, null, null);
    Milestone late = new Milestone(MilestoneCode.DEPARTED, T0.minusSeconds(1), null, null, null);
    return Stream.of(
            new Impossible("released before booked", null, new ShipmentEvent.ShipmentReleased(T0)),
            new Impossible("booked twice", Status.BOOKED, new ShipmentBooked(BOOKING, T0)),
            new Impossible(
                "released unassigned", Status.BOOKED, new ShipmentEvent.ShipmentReleased(T0)),
            new Impossible(
                "assigned in transit",
                Status.IN_TRANSIT,
                new ShipmentEvent.CarrierAssigned("MAEU", null, T0)),
            new Impossible(
                "cancelled in transit",
                Status.IN_TRANSIT,
                new ShipmentEvent.ShipmentCancelled("x", T0)),
            new Impossible(
                "departed from customs",
                Status.CUSTOMS_HOLD,
                new MilestoneRecorded(departed, false, Status.IN_TRANSIT, T0)),
            new Impossible(
                "departed into another status",
                Status.PICKED_UP,
                new MilestoneRecorded(departed, false, Status.LOST, T0)),
            new Impossible(
                "late, but not flagged",
                Status.PICKED_UP,
                new MilestoneRecorded(late, false, Status.IN_TRANSIT, T0)),
            new Impossible(
                "flagged, but not late",
                Status.PICKED_UP,
                new MilestoneRecorded(departed, true, Status.PICKED_UP, T0)))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.name(),
                    () ->
                        assertThatThrownBy(
                                () ->
                                    Shipments.evolve(
                                        row.status() == null ? null : shipment(row.status()),
                                        row.event()))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cannot have become")));
  }

  private record Impossible(String name, Status status, ShipmentEvent event) {}
}
