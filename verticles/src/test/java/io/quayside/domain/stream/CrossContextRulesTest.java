package io.quayside.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem;
import io.quayside.common.problem.ProblemCode;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.Decision.Rejected;
import io.quayside.domain.Status;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.BiddingCommand.Response.Counter;
import io.quayside.domain.bidding.BiddingCommand.Response.Decline;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.documentation.Content;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.DocumentationCommand.SubmitDocument;
import io.quayside.domain.documentation.DocumentationCommand.VerifyDocument;
import io.quayside.domain.documentation.Party;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ExceptionCode;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each row of the gate in each status of a shipment that it may have. */
class CrossContextRulesTest {
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");
  private static final Set<Status> CARRIER_MAY_CHANGE =
      EnumSet.of(Status.BOOKED, Status.CARRIER_ASSIGNED);
  private static final OpenTender WATERFALL =
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
          null);
  private static final OpenTender SPOT =
      new OpenTender(
          new Terms(
              TenderKind.SPOT,
              "EUR",
              null,
              T0.plusSeconds(86_400),
              Award.MANUAL,
              3_600,
              86_400,
              null,
              null,
              null),
          null);

  private Instant now = T0;
  private ShipmentStream stream = CONTEXTS.empty(ID);

  private Object decide(Command command) {
    now = now.plusSeconds(1);
    return CONTEXTS.decide(stream, command, Actor.OPERATOR, now);
  }

  private CrossContextRulesTest with(String commandId, Command command) {
    Object decision = decide(command);
    assertThat(decision).isInstanceOf(Accepted.class);
    StoredEvent stored =
        CONTEXTS.next(stream, Principal.DEFAULT_TENANT, commandId, ((Accepted) decision).event());
    ShipmentStream after = CONTEXTS.apply(stream, stored);
    // As the snapshot gives it back.
    stream =
        StreamJson.decode(
            CONTEXTS,
            ID,
            after.version(),
            Json.parseObject(StreamJson.encode(CONTEXTS, after)),
            after.receipts());
    assertThat(stream).isEqualTo(after);
    return this;
  }

  private CrossContextRulesTest with(Command... commands) {
    for (Command command : commands) {
      with("C" + stream.version(), command);
    }
    return this;
  }

  private void refuse(ProblemCode code, Command command) {
    Object decision = decide(command);
    assertThat(decision).as("%s in %s", command, stream.status()).isInstanceOf(Rejected.class);
    Problem problem = ((Rejected) decision).problem();
    assertThat(problem.code()).isEqualTo(code);
    if (code == ProblemCode.ILLEGAL_TRANSITION) {
      assertThat(problem.detail())
          .contains(stream.status().name(), command.getClass().getSimpleName());
    }
  }

  private void expect(boolean allowed, Command command) {
    if (allowed) {
      assertThat(decide(command))
          .as("%s in %s", command, stream.status())
          .isInstanceOf(Accepted.class);
    } else {
      refuse(ProblemCode.ILLEGAL_TRANSITION, command);
    }
  }

  private CrossContextRulesTest booked() {
    return with(
        new BookShipment(
            new Booking(
                "R-1",
                "Hansa Tea",
                Mode.ROAD,
                "DEHAM",
                "DEBER",
                new Cargo("tea", 4, 800, null),
                null,
                null)));
  }

  private RecordMilestone milestone(MilestoneCode code) {
    var exception = code == MilestoneCode.EXCEPTION_RAISED ? ExceptionCode.OTHER : null;
    return new RecordMilestone(new Milestone(code, now, null, null, exception));
  }

  /** Leads a booked shipment with an assigned carrier to a status. */
  private void lead(Status to) {
    if (to == Status.CANCELLED) {
      with(new CancelShipment("x"));
      return;
    }
    if (CARRIER_MAY_CHANGE.contains(to)) {
      return;
    }
    with(new ReleaseShipment());
    if (to == Status.RELEASED) {
      return;
    }
    with(milestone(MilestoneCode.PICKED_UP));
    switch (to) {
      case IN_TRANSIT -> with(milestone(MilestoneCode.DEPARTED));
      case DELIVERED -> with(milestone(MilestoneCode.DELIVERED));
      case EXCEPTION -> with(milestone(MilestoneCode.EXCEPTION_RAISED));
      case LOST -> with(milestone(MilestoneCode.LOST));
      default -> {}
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {
        "BOOKED",
        "CARRIER_ASSIGNED",
        "RELEASED",
        "PICKED_UP",
        "IN_TRANSIT",
        "EXCEPTION",
        "DELIVERED",
        "LOST",
        "CANCELLED"
      })
  void shouldAskForTheShipmentsStatus(Status status) {
    booked().with(WATERFALL);
    if (status != Status.BOOKED && status != Status.CANCELLED) {
      with("X-saga.assign", new AssignCarrier("MAEU", null));
    }
    lead(status);
    assertThat(stream.status()).isEqualTo(status);
    boolean open = CARRIER_MAY_CHANGE.contains(status);

    expect(open, new MakeOffer(1, "MAEU"));
    boolean goods = status != Status.CANCELLED && status != Status.LOST;
    expect(
        goods,
        new RequestDocument(
            new Requirement(
                DocumentType.PACKING_LIST,
                null,
                Party.SHIPPER,
                false,
                DocumentGate.RELEASE,
                null)));
    stream = withoutTender(status);
    expect(open, WATERFALL);
  }

  /** The same status, reached without a tender. */
  private ShipmentStream withoutTender(Status status) {
    var other = new CrossContextRulesTest();
    other.booked();
    if (status != Status.BOOKED && status != Status.CANCELLED) {
      other.with(new AssignCarrier("MAEU", null));
    }
    other.lead(status);
    assertThat(other.stream.status()).isEqualTo(status);
    return other.stream;
  }

  @Test
  void shouldRefuseBiddingOnceACarrierIsAssignedByHand() {
    booked().with(SPOT).with(new PlaceBid(1, "MAEU", "100", null, null));
    with("K-saga.assign", new AssignCarrier("HLCU", null));
    expect(true, new PlaceBid(1, "ONEY", "90", null, null));
    with(new AssignCarrier("CMDU", null));
    assertThat(stream.isAssignedByHandSince(2)).isTrue();
    expect(false, new PlaceBid(1, "ONEY", "90", null, null));
  }

  @Test
  void shouldLetADeclineThroughAndNothingElse() {
    booked().with(WATERFALL, new MakeOffer(1, "MAEU"), new AssignCarrier("CMDU", null));
    expect(false, new RespondToOffer(1, "MAEU", new Accept(null, null, null)));
    expect(false, new RespondToOffer(1, "MAEU", new Counter("980", null)));
    expect(true, new RespondToOffer(1, "MAEU", new Decline(null, null)));
  }

  @Test
  void shouldNoteACarrierThatIsGoneAndHoldTheRelease() {
    booked().with(WATERFALL, new MakeOffer(1, "MAEU"));
    with(new RespondToOffer(1, "MAEU", new Accept(null, null, null)));
    with("K-saga.assign", new AssignCarrier("MAEU", null));
    assertThat(stream.hasCarrier()).isTrue();
    with(new GiveBack(1, "MAEU", DeclineReason.EQUIPMENT, null));
    assertThat(stream.hasCarrier()).isFalse();
    assertThat(stream.assignment().gone()).isTrue();
    refuse(ProblemCode.ILLEGAL_TRANSITION, new ReleaseShipment());
    with(new MakeOffer(1, "HLCU"));
    with(new RespondToOffer(1, "HLCU", new Accept(null, null, null)));
    with("L-saga.assign", new AssignCarrier("HLCU", null));
    assertThat(stream.assignment().changedAt()).isEqualTo(stream.version());
    expect(true, new ReleaseShipment());
    with(new ReleaseShipment());
    expect(true, new GiveBack(1, "HLCU", DeclineReason.OTHER, null));
    with(milestone(MilestoneCode.PICKED_UP));
    expect(false, new GiveBack(1, "HLCU", DeclineReason.OTHER, null));
  }

  @Test
  void shouldReleaseOnlyWithItsDocuments() {
    booked().with(new AssignCarrier("MAEU", null));
    with(
        new RequestDocument(
            new Requirement(
                DocumentType.COMMERCIAL_INVOICE,
                null,
                Party.SHIPPER,
                true,
                DocumentGate.RELEASE,
                null)),
        new RequestDocument(
            new Requirement(
                DocumentType.OTHER, "Permit", Party.SHIPPER, true, DocumentGate.RELEASE, null)));
    refuse(ProblemCode.DOCUMENTS_MISSING, new ReleaseShipment());
    var rejected = (Rejected) decide(new ReleaseShipment());
    assertThat(rejected.problem().extension().name()).isEqualTo("documents");
    assertThat(rejected.problem().extension().json())
        .isEqualTo(
            "[{\"document\":1,\"type\":\"COMMERCIAL_INVOICE\",\"documentStatus\":\"REQUESTED\"},"
                + "{\"document\":2,\"type\":\"OTHER\",\"name\":\"Permit\","
                + "\"documentStatus\":\"REQUESTED\"}]");
    var content = new Content("ab".repeat(32), 10, "application/pdf");
    for (int number = 1; number <= 2; number++) {
      with(
          new SubmitDocument(number, content.sha256(), null, null, null, content),
          new VerifyDocument(number, 1, null));
    }
    expect(true, new ReleaseShipment());
  }
}
