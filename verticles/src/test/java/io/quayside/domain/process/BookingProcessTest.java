package io.quayside.domain.process;

import static io.quayside.domain.booking.RuleName.CLOSE;
import static io.quayside.domain.booking.RuleName.LATE;
import static io.quayside.domain.process.BookingTrial.INVOICE;
import static io.quayside.domain.process.BookingTrial.SPOT;
import static io.quayside.domain.process.BookingTrial.WATERFALL;
import static io.quayside.domain.process.BookingTrial.assigned;
import static io.quayside.domain.process.BookingTrial.bids;
import static io.quayside.domain.process.BookingTrial.responds;
import static io.quayside.domain.process.BookingTrial.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.bidding.Bidding;
import io.quayside.domain.bidding.TenderStatus;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingProgress.Held;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.booking.Phase;
import io.quayside.domain.documentation.DocumentStatus;
import io.quayside.domain.documentation.DocumentationCommand.WaiveDocument;
import io.quayside.domain.process.Next.Wait;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The rules of the booking process, one story each. */
class BookingProcessTest {
  private static TenderStatus tender(BookingTrial trial, int number) {
    Bidding bidding = Objects.requireNonNull(trial.stream().slice(Contexts.BIDDING));
    return Objects.requireNonNull(bidding.tender(number)).status();
  }

  @Test
  void shouldGoFromOneStartToTheCompletion() {
    BookingTrial trial =
        started("{'tenders':[" + SPOT + "],'documents':[" + INVOICE + "],'autoRelease':true}");
    bids(trial, 1, "MAEU", "1010");
    bids(trial, 1, "HLCU", "980");
    trial.passes(Duration.ofHours(1));
    responds(trial, 1, "HLCU", "ACCEPT");
    assertThat(trial.booking().isFinal()).isFalse();
    trial.does(new WaiveDocument(1, "known customer"));
    trial.milestone(MilestoneCode.PICKED_UP).milestone(MilestoneCode.DELIVERED);
    assertThat(trial.typesAfter(0))
        .containsExactly(
            "shipment.booked",
            "booking.started",
            "bidding.tender-opened",
            "bidding.bid-placed",
            "bidding.bid-placed",
            "bidding.tender-closed",
            "bidding.offer-made",
            "bidding.offer-accepted",
            "shipment.carrier-assigned",
            "documentation.requested",
            "documentation.waived",
            "shipment.released",
            "shipment.picked-up",
            "shipment.delivered",
            "booking.completed");
    assertThat(trial.booking().ended().outcome()).isEqualTo(Outcome.DELIVERED);
    assertThat(trial.events().get(5).commandId()).endsWith("-saga.close");
  }

  @Test
  void shouldRunTheClockOfATenderWithoutABooking() {
    BookingTrial trial =
        BookingTrial.booked()
            .sends(
                "OpenTender", "{'kind':'SPOT','currency':'EUR','closesAt':'2026-12-01T10:00:00Z'}");
    assertThat(trial.next())
        .isEqualTo(new Wait(BookingTrial.T0.plusSeconds(3_600), CLOSE, "tender/1"));
    trial.passes(Duration.ofHours(2));
    assertThat(trial.typesAfter(2))
        .containsExactly("bidding.tender-closed", "bidding.tender-failed");
    assertThat(trial.next()).isEqualTo(Next.NOTHING);
  }

  @Test
  void shouldOfferOneAfterTheOtherAndNotAssignWithoutABooking() {
    BookingTrial trial =
        BookingTrial.booked()
            .sends(
                "OpenTender",
                "{'kind':'WATERFALL','currency':'EUR','carriers':[{'carrier':'MAEU','amount':'1'},"
                    + "{'carrier':'HLCU','amount':'2'},{'carrier':'CMDU','amount':'3'}]}");
    responds(trial, 1, "MAEU", "DECLINE").passes(Duration.ofHours(1));
    responds(trial, 1, "CMDU", "ACCEPT");
    assertThat(trial.typesAfter(2))
        .containsExactly(
            "bidding.offer-made",
            "bidding.offer-declined",
            "bidding.offer-made",
            "bidding.offer-expired",
            "bidding.offer-made",
            "bidding.offer-accepted");
  }

  @Test
  void shouldYieldToAnAssignmentByHand() {
    BookingTrial trial = started("{'tenders':[" + SPOT + "]}");
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(tender(trial, 1)).isEqualTo(TenderStatus.WITHDRAWN);

    BookingTrial confirmed = assigned("");
    confirmed.does(new AssignCarrier("CMDU", "HH-1"));
    assertThat(tender(confirmed, 1)).isEqualTo(TenderStatus.CONFIRMED);
    confirmed.does(new AssignCarrier("ZIMU", null));
    assertThat(tender(confirmed, 1)).isEqualTo(TenderStatus.REVOKED);
    assertThat(confirmed.stream().shipment().carrier()).isEqualTo("ZIMU");
    assertThat(confirmed.next()).isEqualTo(Next.NOTHING);
  }

  @Test
  void shouldOpenTheNextTenderAndHoldWhenNoneIsLeft() {
    BookingTrial trial = started("{'tenders':[" + SPOT + "," + WATERFALL + "]}");
    trial.passes(Duration.ofHours(1));
    assertThat(tender(trial, 1)).isEqualTo(TenderStatus.FAILED);
    assertThat(tender(trial, 2)).isEqualTo(TenderStatus.OFFERED);
    responds(trial, 2, "CMDU", "DECLINE");
    assertThat(trial.booking().held())
        .containsExactly(new Held(HoldCause.NO_CARRIER, null, trial.now()));

    trial.does(new RetryBooking());
    assertThat(trial.booking().held()).isEmpty();
    assertThat(tender(trial, 3)).isEqualTo(TenderStatus.COLLECTING);
  }

  @Test
  void shouldHoldAgainWhatIsSoAgain() {
    BookingTrial trial = started("{'tenders':[" + WATERFALL + "]}");
    responds(trial, 1, "CMDU", "DECLINE");
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(trial.booking().held()).isEmpty();
    assertThat(trial.refusal(new RetryBooking()).problem().code())
        .isEqualTo(ProblemCode.ILLEGAL_TRANSITION);
  }

  @Test
  void shouldCancelWithoutACarrier() {
    BookingTrial trial = started("{'tenders':[" + WATERFALL + "],'onNoCarrier':'CANCEL'}");
    responds(trial, 1, "CMDU", "DECLINE");
    assertThat(trial.typesAfter(5))
        .containsExactly("bidding.tender-failed", "shipment.cancelled", "booking.compensated");
    assertThat(trial.booking().ended().phase()).isEqualTo(Phase.COMPENSATED);
  }

  @Test
  void shouldGoOnWithTheTenderThatWasGivenBack() {
    BookingTrial trial = assigned(",'documents':[{'type':'ROAD_CONSIGNMENT_NOTE'}]");
    trial.sends("SubmitDocument", "{'document':1,'reference':'CMR 1'}");
    trial.sends("GiveBack", "{'tender':1,'carrier':'CMDU','reasonCode':'EQUIPMENT'}");
    assertThat(tender(trial, 1)).isEqualTo(TenderStatus.FAILED);
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(trial.document(1).status()).isEqualTo(DocumentStatus.VOID);
    assertThat(trial.document(1).reason()).isEqualTo("CARRIER_REPLACED");
    assertThat(trial.document(2).status()).isEqualTo(DocumentStatus.REQUESTED);
  }

  @Test
  void shouldHoldForACarrierThatIsGoneAfterTheRelease() {
    BookingTrial trial = assigned(",'autoRelease':true");
    trial.sends("GiveBack", "{'tender':1,'carrier':'CMDU','reasonCode':'EQUIPMENT'}");
    assertThat(trial.typesAfter(7))
        .containsExactly("bidding.award-given-back", "bidding.tender-withdrawn", "booking.held");
    assertThat(trial.booking().isHeld(HoldCause.CARRIER_GONE, null)).isTrue();
    trial.milestone(MilestoneCode.PICKED_UP);
    assertThat(trial.booking().held()).isEmpty();
  }

  @Test
  void shouldRefuseTheReleaseWhileAPlannedDocumentIsNotThere() {
    BookingTrial trial = started("{'documents':[" + INVOICE + "]}");
    trial.does(new PauseBooking("wait")).does(new AssignCarrier("ZIMU", null));
    var problem = trial.refusal(new ReleaseShipment()).problem();
    assertThat(problem.code()).isEqualTo(ProblemCode.DOCUMENTS_MISSING);
    assertThat(problem.extension().json())
        .isEqualTo("[{\"type\":\"COMMERCIAL_INVOICE\",\"documentStatus\":\"PLANNED\"}]");
  }

  @Test
  void shouldRemindOnceAndHoldWhatIsOverdue() {
    BookingTrial trial =
        assigned(",'documents':[{'type':'COMMERCIAL_INVOICE','dueAfterSeconds':172800}]");
    int before = trial.stream().version();
    trial.passes(Duration.ofDays(3));
    assertThat(trial.typesAfter(before)).containsExactly("booking.reminded", "booking.held");
    assertThat(trial.booking().isHeld(HoldCause.DOCUMENT_OVERDUE, 1)).isTrue();
    trial.does(new WaiveDocument(1, "never mind"));
    assertThat(trial.booking().held()).isEmpty();
  }

  @Test
  void shouldCancelForALateDocumentAfterTheGraceAndAResume() {
    String plan =
        ",'documents':[{'type':'COMMERCIAL_INVOICE','dueAfterSeconds':3600}],"
            + "'onLateDocument':'CANCEL','graceSeconds':7200";
    BookingTrial trial = assigned(plan);
    trial.passes(Duration.ofHours(3).minusMillis(1));
    assertThat(trial.next()).isEqualTo(new Wait(trial.now().plusMillis(1), LATE, "document/1"));
    trial.passes(Duration.ofMillis(1));
    assertThat(trial.booking().ended().phase()).isEqualTo(Phase.COMPENSATED);

    BookingTrial paused = assigned(plan).does(new PauseBooking("strike"));
    paused.passes(Duration.ofHours(9)).does(new ResumeBooking());
    assertThat(paused.next())
        .isEqualTo(new Wait(paused.now().plusSeconds(7_200), LATE, "document/1"));
  }

  @Test
  void shouldUndoTheNewestFirst() {
    BookingTrial trial = assigned(",'documents':[" + INVOICE + ",{'type':'PACKING_LIST'}]");
    int before = trial.stream().version();
    trial.does(new CancelShipment("no demand"));
    assertThat(trial.typesAfter(before))
        .containsExactly(
            "shipment.cancelled",
            "documentation.voided",
            "documentation.voided",
            "bidding.award-revoked",
            "booking.compensated");
    assertThat(trial.events().get(before + 1).event().number()).isEqualTo(2);
  }

  @Test
  void shouldRunOnlyTheTenderInAPause() {
    BookingTrial trial = started("{'tenders':[" + SPOT + "]}").does(new PauseBooking("strike"));
    bids(trial, 1, "HLCU", "980").passes(Duration.ofHours(1));
    responds(trial, 1, "HLCU", "ACCEPT");
    assertThat(trial.stream().shipment().carrier()).isNull();
    trial.does(new ResumeBooking());
    assertThat(trial.stream().shipment().carrier()).isEqualTo("HLCU");

    trial.does(new PauseBooking("strike")).does(new CancelShipment("no demand"));
    assertThat(trial.booking().ended().phase()).isEqualTo(Phase.COMPENSATED);
  }
}
