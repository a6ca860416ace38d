package io.quayside.domain.shipment;

import static io.quayside.domain.shipment.ShipmentsTest.NOW;
import static io.quayside.domain.shipment.ShipmentsTest.T0;
import static io.quayside.domain.shipment.ShipmentsTest.accepted;
import static io.quayside.domain.shipment.ShipmentsTest.record;
import static io.quayside.domain.shipment.ShipmentsTest.shipment;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Decision;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.ShipmentEvent.MilestoneRecorded;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Milestones that happened before the one that last moved the status. */
class LateMilestoneTest {
  @TestFactory
  Stream<DynamicTest> shouldAcceptAnyLateMilestoneFromThePickupOn() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Status status : Status.values()) {
      for (MilestoneCode code : MilestoneCode.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                code + " late on " + status, () -> verifyLate(shipment(status), code)));
      }
    }
    return tests.stream();
  }

  private static void verifyLate(Shipment state, MilestoneCode code) {
    Decision decision = Shipments.decide(state, record(code, T0.minusMillis(1)), NOW);
    if (state.lastMilestone() == null) {
      Decision onTime = Shipments.decide(state, record(code, T0.plusSeconds(1)), NOW);
      assertThat(decision).hasSameClassAs(onTime);
      return;
    }
    MilestoneRecorded event = (MilestoneRecorded) accepted(decision);
    assertThat(event.late()).isTrue();
    Shipment next = Shipments.evolve(state, event);
    Status end = endAllowedFrom(state.status(), code);
    if (end != null) {
      assertThat(event.status()).isEqualTo(end);
      assertThat(next.status()).isEqualTo(end);
      assertThat(next.lastMilestone()).isEqualTo(event.milestone());
    } else {
      assertThat(event.status()).isEqualTo(state.status());
      assertThat(next).isEqualTo(state);
    }
  }

  /** Where a late milestone ends the shipment, its status then; else null. */
  private static Status endAllowedFrom(Status status, MilestoneCode code) {
    Set<Status> delivered =
        EnumSet.of(
            Status.PICKED_UP,
            Status.IN_TRANSIT,
            Status.AT_FACILITY,
            Status.OUT_FOR_DELIVERY,
            Status.DELIVERY_ATTEMPTED,
            Status.AVAILABLE_FOR_PICKUP);
    Set<Status> ended =
        EnumSet.of(Status.DELIVERED, Status.RETURNED, Status.LOST, Status.CANCELLED);
    return switch (code) {
      case DELIVERED -> delivered.contains(status) ? Status.DELIVERED : null;
      case RETURNED -> status == Status.RETURNING ? Status.RETURNED : null;
      case LOST -> ended.contains(status) ? null : Status.LOST;
      default -> null;
    };
  }

  @Test
  void shouldStillFollowALateEndThatMovedNothing() {
    // given the log of a version that kept the status on every late milestone
    Shipment arrived = shipment(Status.AT_FACILITY);
    Milestone delivered =
        new Milestone(MilestoneCode.DELIVERED, T0.minusMillis(1), null, null, null);
    // when its event is read
    Shipment next =
        Shipments.evolve(arrived, new MilestoneRecorded(delivered, true, Status.AT_FACILITY, NOW));
    // then the status stays as that version had it
    assertThat(next).isEqualTo(arrived);
  }
}
