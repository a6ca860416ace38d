package io.quayside.domain.process;

import static io.quayside.domain.booking.RuleName.REQUEST;
import static io.quayside.domain.process.BookingTrial.INVOICE;
import static io.quayside.domain.process.BookingTrial.SPOT;
import static io.quayside.domain.process.BookingTrial.WATERFALL;
import static io.quayside.domain.process.BookingTrial.assigned;
import static io.quayside.domain.process.BookingTrial.bids;
import static io.quayside.domain.process.BookingTrial.responds;
import static io.quayside.domain.process.BookingTrial.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.bidding.BiddingEvent.TenderOpened;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.Document;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.stream.StoredEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The turns that a booking takes because of people: assigned, cancelled, paused, skipped. */
class BookingTurnsTest {
  private static final String SHA_256 = "a".repeat(64);

  /** How far the tender has come when a carrier is assigned by hand. */
  private enum TenderStage {
    COLLECTING,
    EVALUATING,
    OFFERED
  }

  private static BookingTrial tender(TenderStage stage) {
    BookingTrial trial =
        BookingTrial.booked()
            .sends(
                "OpenTender", "{'kind':'SPOT','currency':'EUR','closesAt':'2026-12-01T10:00:00Z'}");
    bids(trial, 1, "HLCU", "980");
    if (stage != TenderStage.COLLECTING) {
      trial.passes(Duration.ofHours(1));
    }
    if (stage == TenderStage.OFFERED) {
      trial.sends("MakeOffer", "{'tender':1,'carrier':'HLCU'}");
    }
    return trial;
  }

  private static String typeAndCause(BookingTrial trial) {
    StoredEvent last = trial.events().getLast();
    return last.type() + ' ' + last.event();
  }

  @ParameterizedTest
  @EnumSource
  void shouldWithdrawTheTenderForAnAssignmentByHand(TenderStage stage) {
    BookingTrial trial = tender(stage);

    trial.does(new AssignCarrier("ZIMU", null));

    assertThat(typeAndCause(trial))
        .startsWith("bidding.tender-withdrawn.v1 ")
        .contains("CARRIER_ASSIGNED");
    assertThat(trial.stream().shipment().carrier()).isEqualTo("ZIMU");
  }

  @Test
  void shouldRevokeAnAwardOnlyForAnotherCarrier() {
    BookingTrial same = responds(tender(TenderStage.OFFERED), 1, "HLCU", "ACCEPT");
    BookingTrial other = responds(tender(TenderStage.OFFERED), 1, "HLCU", "ACCEPT");

    same.does(new AssignCarrier("HLCU", null));
    other.does(new AssignCarrier("ZIMU", null));

    assertThat(typeAndCause(same)).startsWith("shipment.carrier-assigned.v1 ");
    assertThat(typeAndCause(other))
        .startsWith("bidding.award-revoked.v1 ")
        .contains("CARRIER_ASSIGNED");
  }

  @Test
  void shouldCountFromTheTimeOfTheEvent() {
    BookingTrial trial = BookingTrial.booked().lags(Duration.ofMillis(5));

    trial.sends(
        "StartBooking",
        "{'tenders':["
            + SPOT
            + "],'documents':[{'type':'PACKING_LIST','dueAfterSeconds':60}],"
            + "'remindBeforeSeconds':0}");
    TenderOpened opened = (TenderOpened) trial.events().getLast().event();
    trial.does(new AssignCarrier("ZIMU", null));

    assertThat(opened.recordedAt()).isEqualTo(BookingTrial.T0.plusMillis(5));
    assertThat(opened.terms().closesAt()).isEqualTo(opened.recordedAt().plusSeconds(3_600));
    Document requested = trial.document(1);
    assertThat(requested.dueAt())
        .isEqualTo(trial.events().getLast().event().recordedAt().plusSeconds(60));
  }

  @Test
  void shouldUndoWhatWasReleased() {
    BookingTrial trial = assigned(",'documents':[{'type':'PROOF_OF_DELIVERY'}],'autoRelease':true");
    int released = trial.stream().version();
    assertThat(trial.events().getLast().type()).isEqualTo("shipment.released.v1");

    trial.does(new CancelShipment("no demand"));

    assertThat(trial.typesAfter(released))
        .containsExactly(
            "shipment.cancelled",
            "documentation.voided",
            "bidding.award-revoked",
            "booking.compensated");
    assertThat(trial.booking().ended().phase()).isEqualTo(Phase.COMPENSATED);
  }

  @Test
  void shouldUndoAnOfferThatStands() {
    BookingTrial trial = started("{'tenders':[" + WATERFALL + "]}");
    int offered = trial.stream().version();

    trial.does(new CancelShipment("no demand"));

    assertThat(trial.typesAfter(offered))
        .containsExactly("shipment.cancelled", "bidding.tender-withdrawn", "booking.compensated");
  }

  @Test
  void shouldReleaseAndCompleteByItself() {
    BookingTrial trial =
        started("{'tenders':[" + SPOT + "],'documents':[" + INVOICE + "],'autoRelease':true}");
    bids(trial, 1, "HLCU", "980").passes(Duration.ofHours(1));
    responds(trial, 1, "HLCU", "ACCEPT");
    int assigned = trial.stream().version();
    trial.does(
        new SubmitDocument(1, SHA_256, null, null, null, new Content(SHA_256, 9, "text/plain")));
    trial.sends("VerifyDocument", "{'document':1,'revision':1}");
    trial.milestone(MilestoneCode.PICKED_UP).milestone(MilestoneCode.DELIVERED);

    assertThat(trial.typesAfter(assigned))
        .containsExactly(
            "documentation.submitted",
            "documentation.verified",
            "shipment.released",
            "shipment.picked-up",
            "shipment.delivered",
            "booking.completed");
  }

  @Test
  void shouldGoOnBehindASkippedStep() {
    BookingTrial trial = BookingTrial.booked();
    for (int i = 0; i < 199; i++) {
      trial.sends("RequestDocument", "{'type':'CERTIFICATE_OF_ORIGIN','gate':'NONE'}");
    }
    trial.sends(
        "StartBooking",
        "{'documents':[{'type':'PROOF_OF_DELIVERY'},{'type':'BILL_OF_LADING'}],"
            + "'autoRelease':true}");
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(trial.typesAfter(202)).containsExactly("documentation.requested", "booking.stuck");
    assertThat(trial.booking().isStuckIn(REQUEST, "plan.documents/1")).isTrue();

    trial.does(new SkipStep(REQUEST, "plan.documents/1", "none for a road"));

    assertThat(trial.booking().stuck()).isNull();
    assertThat(trial.typesAfter(204)).containsExactly("booking.skipped", "shipment.released");
    assertThat(trial.next()).isEqualTo(Next.NOTHING);
  }

  @Test
  void shouldCancelAtTheEndOfTheGraceAfterAResume() {
    BookingTrial trial =
        assigned(
            ",'documents':[{'type':'COMMERCIAL_INVOICE','dueAfterSeconds':3600}],"
                + "'onLateDocument':'CANCEL','graceSeconds':7200");
    trial.does(new PauseBooking("strike")).passes(Duration.ofHours(9));
    assertThat(trial.booking().held()).isEmpty();
    trial.does(new ResumeBooking());
    assertThat(trial.booking().held()).hasSize(1);

    trial.passes(Duration.ofHours(2).minusMillis(1));
    assertThat(trial.booking().isFinal()).isFalse();
    trial.passes(Duration.ofMillis(1));

    assertThat(trial.booking().ended().phase()).isEqualTo(Phase.COMPENSATED);
  }

  @Test
  void shouldExpireAnOfferInAPauseAndOpenNothing() {
    BookingTrial trial = started("{'tenders':[" + WATERFALL + "," + SPOT + "]}");
    trial.does(new PauseBooking("strike"));
    int paused = trial.stream().version();

    trial.passes(Duration.ofHours(2));

    assertThat(trial.typesAfter(paused))
        .containsExactly("bidding.offer-expired", "bidding.tender-failed");
    trial.does(new ResumeBooking());
    assertThat(trial.events().getLast().type()).isEqualTo("bidding.tender-opened.v1");
  }

  @Test
  void shouldBeginThePlansTendersAnew() {
    BookingTrial trial = started("{'tenders':[" + WATERFALL + "," + SPOT + "]}");
    responds(trial, 1, "CMDU", "DECLINE").passes(Duration.ofHours(1));
    assertThat(trial.booking().held()).hasSize(1);

    trial.does(new RetryBooking());

    List<Integer> opened =
        trial.events().stream()
            .filter(stored -> stored.event() instanceof TenderOpened)
            .map(stored -> ((TenderOpened) stored.event()).planned())
            .toList();
    assertThat(opened).containsExactly(0, 1, 0);
  }

  @ParameterizedTest
  @CsvSource({"RETURNED, PICKED_UP RETURN_STARTED RETURNED", "LOST, PICKED_UP LOST"})
  void shouldCompleteWithDocumentsOpen(Outcome outcome, String milestones) {
    BookingTrial trial = assigned(",'documents':[{'type':'PROOF_OF_DELIVERY'}]");
    for (String code : milestones.split(" ", -1)) {
      trial.milestone(MilestoneCode.valueOf(code));
    }

    assertThat(trial.booking().ended().outcome()).isEqualTo(outcome);
  }
}
