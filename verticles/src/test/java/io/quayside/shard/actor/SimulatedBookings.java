package io.quayside.shard.actor;

import io.quayside.domain.Command;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.PlannedTender;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.booking.BookingCommand;
import io.quayside.domain.booking.BookingCommand.PauseBooking;
import io.quayside.domain.booking.BookingCommand.ResumeBooking;
import io.quayside.domain.booking.BookingCommand.RetryBooking;
import io.quayside.domain.booking.BookingCommand.SkipStep;
import io.quayside.domain.booking.BookingCommand.StartBooking;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.HoldCause;
import io.quayside.domain.booking.Plan;
import io.quayside.domain.booking.Remedy;
import io.quayside.domain.booking.RuleName;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.PlannedDocument;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Commands to booking processes by chance, whose plans have deadlines of seconds. */
final class SimulatedBookings {
  private static final int LONGEST_SECONDS = 30;
  private static final int MOST_TENDERS = 3;
  private static final Set<Status> BEFORE_RELEASE =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED, Status.CANCELLED);
  private static final List<DocumentType> TYPES =
      List.of(
          DocumentType.COMMERCIAL_INVOICE,
          DocumentType.ROAD_CONSIGNMENT_NOTE,
          DocumentType.BILL_OF_LADING,
          DocumentType.PROOF_OF_DELIVERY);
  private static final List<MilestoneCode> CODES =
      List.of(
          MilestoneCode.PICKED_UP,
          MilestoneCode.PICKED_UP,
          MilestoneCode.DEPARTED,
          MilestoneCode.ARRIVED,
          MilestoneCode.DELIVERED,
          MilestoneCode.DELIVERED,
          MilestoneCode.RETURN_STARTED,
          MilestoneCode.RETURNED,
          MilestoneCode.LOST);

  private final SimulatedWorld world;
  private final Random random;

  SimulatedBookings(SimulatedWorld world) {
    this.world = world;
    this.random = world.random;
  }

  /** A command to a shipment whose booking is known. */
  Command command(ShipmentStream known) {
    BookingProgress booking = known.slice(Contexts.BOOKING);
    if (booking == null || random.nextInt(20) == 0) {
      return random.nextInt(10) == 0 ? any() : start();
    }
    if (booking.isHeld(HoldCause.NO_CARRIER, null) && random.nextInt(3) == 0) {
      return new RetryBooking();
    }
    if (!BEFORE_RELEASE.contains(known.status()) && random.nextInt(3) > 0) {
      return milestone();
    }
    return booking.paused() != null && random.nextInt(4) > 0 ? new ResumeBooking() : any();
  }

  private BookingCommand any() {
    return switch (random.nextInt(5)) {
      case 0 -> new ResumeBooking();
      case 1 -> new RetryBooking();
      case 2 -> new SkipStep(RuleName.REQUEST, "plan.documents/0", "not needed");
      default -> new PauseBooking("strike");
    };
  }

  private RecordMilestone milestone() {
    return new RecordMilestone(
        new Milestone(
            CODES.get(random.nextInt(CODES.size())),
            world.instant().minus(Duration.ofMillis(random.nextInt(500))),
            null,
            null,
            null));
  }

  private StartBooking start() {
    List<PlannedTender> tenders =
        IntStream.range(0, random.nextInt(MOST_TENDERS)).mapToObj(i -> tender()).toList();
    List<PlannedDocument> documents =
        TYPES.stream().filter(type -> random.nextInt(3) == 0).map(this::document).toList();
    return new StartBooking(
        new Plan(
            tenders.isEmpty() ? null : tenders,
            random.nextInt(4) == 0,
            documents.isEmpty() ? null : documents,
            random.nextBoolean(),
            random.nextInt(LONGEST_SECONDS),
            random.nextInt(LONGEST_SECONDS),
            random.nextBoolean() ? Remedy.CANCEL : Remedy.HOLD,
            tenders.isEmpty() || random.nextBoolean() ? Remedy.HOLD : Remedy.CANCEL,
            Plan.RULES));
  }

  private PlannedTender tender() {
    boolean spot = random.nextBoolean();
    return new PlannedTender(
        new Terms(
            spot ? TenderKind.SPOT : TenderKind.WATERFALL,
            "EUR",
            spot ? null : List.of(new Listed("DHLC", "950.00"), new Listed("MAEU", "980.00")),
            null,
            spot ? random.nextBoolean() ? Award.LOWEST : Award.MANUAL : null,
            seconds(),
            seconds(),
            null,
            null,
            null),
        spot ? seconds() : null);
  }

  private PlannedDocument document(DocumentType type) {
    return new PlannedDocument(
        new Requirement(type, null, type.from(), random.nextBoolean(), type.gate(), null),
        random.nextBoolean() ? seconds() : null);
  }

  private Integer seconds() {
    return 1 + random.nextInt(LONGEST_SECONDS);
  }
}
