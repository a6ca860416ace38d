package io.quayside.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quayside.common.identity.Principal;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Status;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.shipment.ShipmentContext;
import io.quayside.domain.shipment.ShipmentEvent.ShipmentReleased;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContextsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");
  private static final String ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  private static final BookShipment BOOK =
      new BookShipment(
          new Booking(
              "PO-1",
              "ACME",
              Mode.ROAD,
              "DEHAM",
              "NLRTM",
              new Cargo("Pumps", 3, 120, null),
              null,
              null));

  private static ShipmentStream booked(Contexts contexts) {
    ShipmentStream empty = contexts.empty(ID);
    Accepted accepted = (Accepted) contexts.decide(empty, BOOK, Actor.OPERATOR, NOW);
    return contexts.apply(
        empty, contexts.next(empty, Principal.DEFAULT_TENANT, "C1", accepted.event()));
  }

  @Test
  void shouldRefuseCommandsToAShipmentThatWasNeverBooked() {
    assertThat(
            Contexts.STANDARD.decide(
                Contexts.STANDARD.empty(ID), new ReleaseShipment(), Actor.OPERATOR, NOW))
        .isEqualTo(new Rejected(ProblemCode.SHIPMENT_NOT_FOUND, "There is no such shipment"));
  }

  @Test
  void shouldNeverLetTimeRunBackwards() {
    // given an event that a node with a fast clock has recorded
    ShipmentStream stream = booked(Contexts.STANDARD);
    // when a node decides whose clock is behind
    var decision =
        Contexts.STANDARD.decide(
            stream, new AssignCarrier("MAEU", null), Actor.OPERATOR, NOW.minusSeconds(10));
    // then its event has the time of the last one
    assertThat(((Accepted) decision).event().recordedAt()).isEqualTo(stream.updatedAt());
    // and a later clock counts, cut to milliseconds
    var later =
        Contexts.STANDARD.decide(
            stream, new AssignCarrier("MAEU", null), Actor.OPERATOR, NOW.plusNanos(1_999_999));
    assertThat(((Accepted) later).event().recordedAt()).isEqualTo(NOW.plusMillis(1));
  }

  @Test
  void shouldAskTheGateOnlyAboutWhatTheContextAccepts() {
    var closed = new Rejected(ProblemCode.ILLEGAL_TRANSITION, "the gate is closed");
    var contexts =
        new Contexts(
            List.of(new ShipmentContext()),
            (stream, command) ->
                command instanceof BookShipment ? Optional.empty() : Optional.of(closed));
    ShipmentStream stream = booked(contexts);

    assertThat(contexts.decide(stream, new AssignCarrier("MAEU", null), Actor.OPERATOR, NOW))
        .isEqualTo(closed);
    assertThat(contexts.decide(stream, new ReleaseShipment(), Actor.OPERATOR, NOW))
        .isEqualTo(
            new Rejected(ProblemCode.ILLEGAL_TRANSITION, "BOOKED does not allow ReleaseShipment"));
  }

  @Test
  void shouldRefuseEventsThatCannotFollow() {
    ShipmentStream stream = booked(Contexts.STANDARD);
    var released = new ShipmentReleased(NOW);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Contexts.STANDARD.apply(stream, Stored.of(ID, 2, "C2", released)));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Contexts.STANDARD.apply(stream, Stored.of(ID, 3, "C2", released)))
        .withMessage("version 3 cannot follow version 1");
    var assigned =
        ((Accepted)
                Contexts.STANDARD.decide(
                    stream, new AssignCarrier("MAEU", null), Actor.OPERATOR, NOW))
            .event();
    var stored =
        new StoredEvent(
            Principal.DEFAULT_TENANT,
            ID,
            2,
            "shipment.carrier-assigned.v1",
            "C2",
            Status.DELIVERED,
            assigned);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Contexts.STANDARD.apply(stream, stored))
        .withMessageContaining("not to DELIVERED");
  }

  @Test
  void shouldRefuseNamesThatTwoContextsHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Contexts(List.of(new ShipmentContext(), new ShipmentContext()), Gate.OPEN))
        .withMessage("BookShipment belongs to two contexts");
  }
}
