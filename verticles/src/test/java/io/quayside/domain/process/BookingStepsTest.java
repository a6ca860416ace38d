package io.quayside.domain.process;

import static io.quayside.domain.booking.RuleName.OPEN;
import static io.quayside.domain.booking.RuleName.REQUEST;
import static io.quayside.domain.process.BookingTrial.INVOICE;
import static io.quayside.domain.process.BookingTrial.WATERFALL;
import static io.quayside.domain.process.BookingTrial.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.bidding.BiddingCommand.WithdrawTender;
import io.quayside.domain.bidding.Cause;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.BookingCommand.StartBooking;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Outcome;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of the booking process that are stuck, skipped or held, and how it ends. */
class BookingStepsTest {
  @Test
  void shouldBeStuckOnceUntilALimitIsFree() {
    BookingTrial trial = BookingTrial.booked();
    for (int i = 0; i < 200; i++) {
      trial.sends("RequestDocument", "{'type':'CERTIFICATE_OF_ORIGIN'}");
    }
    trial.sends("StartBooking", "{'documents':[" + INVOICE + "]}");
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(trial.booking().isStuckIn(REQUEST, "plan.documents/0")).isTrue();
    int stuck = trial.stream().version();
    trial.milestone(MilestoneCode.PICKED_UP).milestone(MilestoneCode.DEPARTED);
    assertThat(trial.typesAfter(stuck)).containsExactly("shipment.picked-up", "shipment.departed");
    trial.does(new RetryBooking());
    assertThat(trial.typesAfter(stuck + 2)).containsExactly("booking.retried", "booking.stuck");
    trial.does(new VoidDocument(7, "in the way"));
    assertThat(trial.booking().stuck()).isNull();
    assertThat(trial.typesAfter(stuck + 4))
        .containsExactly("documentation.voided", "documentation.requested", "booking.held");
  }

  @Test
  void shouldNotExpectAStepThatIsRefusedAsBefore() {
    BookingTrial trial = BookingTrial.booked();
    for (int i = 0; i < 99; i++) {
      trial.sends("OpenTender", WATERFALL.replace("1100", "1200"));
      trial.does(new WithdrawTender(i + 1, Cause.SHIPPER, "no need"));
    }
    trial.sends("StartBooking", "{'tenders':[" + WATERFALL + "]}");
    assertThat(trial.booking().isStuckIn(OPEN, "plan.tenders/0")).isTrue();
    assertThat(trial.expected()).isEqualTo(Next.NOTHING);

    // Refused again, which adds no event: the step still waits for an event of another context.
    trial.sends("RequestDocument", "{'type':'CERTIFICATE_OF_ORIGIN'}");
    assertThat(trial.events().getLast().type()).isEqualTo("documentation.requested.v1");
    assertThat(trial.next()).isInstanceOf(Act.class);
    assertThat(trial.expected()).isEqualTo(Next.NOTHING);
    assertThat(trial.waitingFor()).isEqualTo("[{what=CARRIER}]");

    trial.does(new PauseBooking("strike")).does(new ResumeBooking());
    assertThat(trial.expected()).isEqualTo(Next.NOTHING);
  }

  @Test
  void shouldExpectAStuckStepThatIsTakenNow() {
    BookingTrial trial = BookingTrial.booked();
    for (int i = 0; i < 200; i++) {
      trial.sends("RequestDocument", "{'type':'CERTIFICATE_OF_ORIGIN'}");
    }
    trial.sends("StartBooking", "{'documents':[" + INVOICE + "]}");
    trial.does(new AssignCarrier("ZIMU", null)).milestone(MilestoneCode.PICKED_UP);
    assertThat(trial.expected()).isEqualTo(Next.NOTHING);
    assertThat(trial.waitingFor()).isEqualTo("[{what=DELIVERY}]");

    ShipmentStream freed = trial.behind(new VoidDocument(7, "in the way"));

    assertThat(StreamProcess.expected(freed, trial.now())).isInstanceOf(Act.class);
  }

  @Test
  void shouldNotWaitForAReleaseThatTheGateRefuses() {
    BookingTrial trial = BookingTrial.started("{'documents':[" + INVOICE + "]}");
    trial.does(new PauseBooking("strike")).does(new AssignCarrier("ZIMU", null));
    assertThat(trial.refusal(new ReleaseShipment()).problem().code())
        .isEqualTo(ProblemCode.DOCUMENTS_MISSING);
    assertThat(trial.waitingFor()).isEqualTo("[]");

    trial.does(new ResumeBooking());
    assertThat(trial.waitingFor()).contains("what=DOCUMENT").doesNotContain("RELEASE");
    trial.sends("WaiveDocument", "{'document':1,'reason':'known'}");
    assertThat(trial.waitingFor()).isEqualTo("[{what=RELEASE}]");
  }

  @Test
  void shouldNotAskForWhatIsSkipped() {
    BookingTrial trial = BookingTrial.booked();
    for (int i = 0; i < 200; i++) {
      trial.sends("RequestDocument", "{'type':'CERTIFICATE_OF_ORIGIN'}");
    }
    trial.sends("StartBooking", "{'documents':[" + INVOICE + "],'autoRelease':true}");
    trial.does(new AssignCarrier("ZIMU", null));
    assertThat(
            trial
                .refusal(new SkipStep(REQUEST, "plan.documents/1", "not this one"))
                .problem()
                .code())
        .isEqualTo(ProblemCode.ILLEGAL_TRANSITION);
    trial.does(new SkipStep(REQUEST, "plan.documents/0", "not needed"));
    assertThat(trial.typesAfter(203))
        .containsExactly("booking.stuck", "booking.skipped", "shipment.released");
  }

  @Test
  void shouldCompleteWhatWasReturnedOrLostWithDocumentsOpen() {
    BookingTrial trial = assigned(",'documents':[" + INVOICE + "]");
    trial.milestone(MilestoneCode.PICKED_UP);
    assertThat(trial.booking().isHeld(HoldCause.DOCUMENT_MISSING, 1)).isTrue();
    trial.milestone(MilestoneCode.LOST);
    assertThat(trial.booking().ended().outcome()).isEqualTo(Outcome.LOST);
    assertThat(trial.next()).isEqualTo(Next.NOTHING);
  }

  @Test
  void shouldHoldADeliveryAgainstABillOfLadingThatIsOut() {
    BookingTrial trial =
        BookingTrial.booked(Mode.SEA, "DEHAM", "SGSIN")
            .sends("StartBooking", "{'documents':[{'type':'BILL_OF_LADING'}]}");
    trial.does(new AssignCarrier("HLCU", null));
    trial.sends("SubmitDocument", "{'document':1,'reference':'HLCUHAM123'}");
    trial.sends("VerifyDocument", "{'document':1,'revision':1}");
    trial.sends("IssueDocument", "{'document':1,'revision':1,'reference':'HLCUHAM123'}");
    trial.milestone(MilestoneCode.PICKED_UP).milestone(MilestoneCode.DELIVERED);
    assertThat(trial.booking().isHeld(HoldCause.MISDELIVERY_RISK, 1)).isTrue();
    trial.sends("SurrenderDocument", "{'document':1,'for':'DELIVERY'}");
    assertThat(trial.booking().ended().outcome()).isEqualTo(Outcome.DELIVERED);
  }

  @Test
  void shouldPlanTheDefaultSetOfTheModeButForListedTypes() {
    BookingTrial trial =
        BookingTrial.booked(Mode.ROAD, "DEHAM", "NLRTM")
            .sends(
                "StartBooking",
                "{'defaultDocuments':true,'documents':[{'type':'PACKING_LIST','shared':true}]}");
    trial.does(new AssignCarrier("HLCU", null));
    assertThat(trial.typesAfter(3)).hasSize(6).containsOnly("documentation.requested");
    assertThat(
            List.of(1, 2, 3, 4, 5, 6).stream()
                .map(number -> trial.document(number).subject().type().name())
                .toList())
        .containsExactly(
            "PACKING_LIST",
            "COMMERCIAL_INVOICE",
            "EXPORT_DECLARATION",
            "IMPORT_DECLARATION",
            "ROAD_CONSIGNMENT_NOTE",
            "PROOF_OF_DELIVERY");
  }

  @Test
  void shouldNameStatusAndCommandOfWhatABookingRefuses() {
    BookingTrial trial = BookingTrial.started("{}");
    assertThat(trial.refusal(new ResumeBooking()).problem().detail())
        .isEqualTo(
            "The shipment is BOOKED (TENDERING), and its booking is not paused:"
                + " ResumeBooking is not allowed");
    assertThat(trial.refusal(new RetryBooking()).problem().detail())
        .contains("BOOKED", "neither stuck nor held", "RetryBooking");
    assertThat(trial.refusal(new SkipStep(OPEN, "plan.tenders/0", "none")).problem().detail())
        .contains("BOOKED", "not stuck in this rule", "SkipStep");
    trial.does(new PauseBooking("strike"));
    assertThat(trial.refusal(new PauseBooking("flood")).problem().detail())
        .contains("BOOKED", "is paused", "PauseBooking");
    trial.does(new ResumeBooking()).does(new CancelShipment("no demand"));
    assertThat(trial.refusal(new PauseBooking("flood")).problem().detail())
        .contains("CANCELLED (COMPENSATED)", "has ended", "PauseBooking");
    assertThat(trial.refusal(new StartBooking(trial.booking().plan())).problem().detail())
        .contains("CANCELLED", "has a booking already", "StartBooking");
  }
}
