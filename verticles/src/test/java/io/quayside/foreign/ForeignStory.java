package io.quayside.foreign;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationCommand.IssueDocument;
import io.quayside.domain.documentation.DocumentationCommand.RejectDocument;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.SurrenderDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.DocumentationCommand.VoidDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.RejectionReason;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.documentation.SurrenderPurpose;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Location;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.foreign.Milestones.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A shipment from DEHAM to SGSIN that is led to the states of the mapping tables. */
public final class ForeignStory {
  public static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  public static final String CONTAINER = "APZU4812090";
  public static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  public static final Principal OPERATOR = Principal.ANONYMOUS;

  private static final Contexts CONTEXTS = Contexts.STANDARD;

  private final List<StoredEvent> events = new ArrayList<>();
  private ShipmentStream stream = CONTEXTS.empty(ID);
  private Instant now = T0;

  private ForeignStory() {}

  /** A carrier that acts for a SCAC. */
  public static Principal carrier(String scac) {
    return new Principal(
        Principal.DEFAULT_TENANT, Role.CARRIER, "key/" + scac, null, Set.of(scac), false, null);
  }

  /** A shipment that goes by a mode. */
  public static ForeignStory booked(Mode mode) {
    return new ForeignStory()
        .with(
            new BookShipment(
                new Booking(
                    "PO-4711",
                    "Hansa Tea",
                    mode,
                    "DEHAM",
                    "SGSIN",
                    new Cargo("tea", 4, 800, CONTAINER),
                    null,
                    null)));
  }

  /** A shipment in a status, or in a state of its papers or its tender. */
  public static ForeignStory in(String state) {
    return switch (state) {
      case "offered" -> tender().with(new MakeOffer(1, "MAEU"));
      case "confirmed" ->
          tender()
              .with(new MakeOffer(1, "MAEU"))
              .with(new RespondToOffer(1, "MAEU", new Response.Accept(null, null, null)));
      case "requested" -> papers(Party.CARRIER);
      case "requested-of-shipper" -> papers(Party.SHIPPER);
      case "submitted" -> submitted();
      case "verified" -> submitted().with(new VerifyDocument(1, 1, null));
      case "issued" ->
          submitted()
              .with(new VerifyDocument(1, 1, null))
              .with(new IssueDocument(1, 1, "BL-1", null));
      default -> lead(Status.valueOf(state));
    };
  }

  private static ForeignStory tender() {
    return booked(Mode.SEA)
        .with(
            new OpenTender(
                new Terms(
                    TenderKind.WATERFALL,
                    "EUR",
                    List.of(new Listed("MAEU", "950.00"), new Listed("HLCU", "990.00")),
                    null,
                    null,
                    3_600,
                    86_400,
                    null,
                    null,
                    null),
                null));
  }

  private static ForeignStory papers(Party from) {
    return booked(Mode.SEA)
        .with(new AssignCarrier("MAEU", null))
        .with(
            new RequestDocument(
                new Requirement(
                    DocumentType.BILL_OF_LADING, null, from, true, DocumentGate.NONE, null)));
  }

  private static ForeignStory submitted() {
    return papers(Party.CARRIER).with(new SubmitDocument(1, null, null, "BL-1", null, null));
  }

  /** All that documents can go through. */
  public static ForeignStory documented() {
    return submitted()
        .with(new VerifyDocument(1, 1, null))
        .with(new IssueDocument(1, 1, "BL-1", null))
        .with(new SurrenderDocument(1, SurrenderPurpose.DELIVERY));
  }

  /** A document that is rejected, submitted again, and voided. */
  public static ForeignStory voided() {
    return submitted()
        .with(new RejectDocument(1, 1, RejectionReason.OTHER, "weight"))
        .with(new SubmitDocument(1, null, null, "BL-1", null, null))
        .with(new VoidDocument(1, "booked twice"));
  }

  private static ForeignStory lead(Status to) {
    ForeignStory story = booked(Mode.SEA);
    if (to == Status.BOOKED) {
      return story;
    }
    if (to == Status.CANCELLED) {
      return story.with(new CancelShipment("x"));
    }
    story.with(new AssignCarrier("MAEU", null));
    if (to == Status.CARRIER_ASSIGNED) {
      return story;
    }
    story.with(new ReleaseShipment());
    return to == Status.RELEASED ? story : story.milestone(MilestoneCode.PICKED_UP).further(to);
  }

  private ForeignStory further(Status to) {
    return switch (to) {
      case IN_TRANSIT -> milestone(MilestoneCode.DEPARTED);
      case AT_FACILITY -> milestone(MilestoneCode.ARRIVED);
      case CUSTOMS_HOLD -> milestone(MilestoneCode.CUSTOMS_HELD);
      case OUT_FOR_DELIVERY -> milestone(MilestoneCode.OUT_FOR_DELIVERY);
      case DELIVERY_ATTEMPTED ->
          further(Status.OUT_FOR_DELIVERY).milestone(MilestoneCode.DELIVERY_ATTEMPTED);
      case AVAILABLE_FOR_PICKUP ->
          further(Status.AT_FACILITY).milestone(MilestoneCode.AVAILABLE_FOR_PICKUP);
      case EXCEPTION -> milestone(MilestoneCode.EXCEPTION_RAISED);
      case RETURNING -> milestone(MilestoneCode.RETURN_STARTED);
      case DELIVERED -> milestone(MilestoneCode.DELIVERED);
      case RETURNED -> further(Status.RETURNING).milestone(MilestoneCode.RETURNED);
      case LOST -> milestone(MilestoneCode.LOST);
      default -> this;
    };
  }

  /** A milestone in Hamburg, a second after the last event. */
  public ForeignStory milestone(MilestoneCode code) {
    return milestone(code, new Location("DEHAM", null, null));
  }

  public ForeignStory milestone(MilestoneCode code, Location location) {
    var exception = code == MilestoneCode.EXCEPTION_RAISED ? ExceptionCode.DAMAGED : null;
    return with(new RecordMilestone(new Milestone(code, now, location, null, exception)));
  }

  public ForeignStory with(Command command) {
    now = now.plusSeconds(1);
    if (!(CONTEXTS.decide(stream, command, Actor.OPERATOR, now) instanceof Accepted accepted)) {
      throw new IllegalArgumentException(command + " is refused in " + stream.status());
    }
    StoredEvent stored =
        CONTEXTS.next(stream, Principal.DEFAULT_TENANT, "C" + stream.version(), accepted.event());
    stream = CONTEXTS.apply(stream, stored);
    events.add(stored);
    return this;
  }

  public ShipmentStream stream() {
    return stream;
  }

  /** The events so far, as they are handed to a format. */
  public List<Told> told() {
    List<Told> told = new ArrayList<>(events.size());
    ShipmentStream then = CONTEXTS.empty(ID);
    for (StoredEvent event : events) {
      then = CONTEXTS.apply(then, event);
      told.add(new Told(stream, then, event));
    }
    return told;
  }
}
