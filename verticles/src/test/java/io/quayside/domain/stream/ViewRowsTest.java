package io.quayside.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.bidding.Award;
import io.quayside.domain.bidding.BiddingCommand.CloseTender;
import io.quayside.domain.bidding.BiddingCommand.GiveBack;
import io.quayside.domain.bidding.BiddingCommand.MakeOffer;
import io.quayside.domain.bidding.BiddingCommand.OpenTender;
import io.quayside.domain.bidding.BiddingCommand.PlaceBid;
import io.quayside.domain.bidding.BiddingCommand.RespondToOffer;
import io.quayside.domain.bidding.BiddingCommand.Response.Accept;
import io.quayside.domain.bidding.DeclineReason;
import io.quayside.domain.bidding.TenderKind;
import io.quayside.domain.bidding.Terms;
import io.quayside.domain.bidding.Terms.Listed;
import io.quayside.domain.documentation.DocumentGate;
import io.quayside.domain.documentation.DocumentType;
import io.quayside.domain.documentation.DocumentationCommand.RequestDocument;
import io.quayside.domain.documentation.Requirement;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rows of the boards: who is named in them, and after which events they are made anew. */
class ViewRowsTest {
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");

  private ShipmentStream stream = CONTEXTS.empty(ID);

  /** The tables that the last command has changed, each row as "table [values]". */
  private List<String> rows = List.of();

  ViewRowsTest() {
    var cargo = new Cargo("tea", 10, 1200, null);
    then(
        new BookShipment(
            new Booking("R-1", "Hansa", Mode.SEA, "DEHAM", "SEGOT", cargo, null, null)));
  }

  private ViewRowsTest then(Command... commands) {
    for (Command command : commands) {
      var now = T0.plusSeconds(stream.version());
      var accepted = (Accepted) CONTEXTS.decide(stream, command, Actor.OPERATOR, now);
      var stored = CONTEXTS.next(stream, "acme", "C" + stream.version(), accepted.event());
      stream = CONTEXTS.apply(stream, stored);
      rows = new ArrayList<>();
      for (int context : CONTEXTS.views().changedBy(stored.event(), stream)) {
        CONTEXTS
            .views()
            .rows(
                context,
                stream,
                (view, ofView) ->
                    ofView.forEach(row -> rows.add(view.table() + ' ' + Arrays.toString(row))));
      }
    }
    return this;
  }

  private static OpenTender spot(String... carriers) {
    var listed =
        carriers.length == 0
            ? null
            : Arrays.stream(carriers).map(carrier -> new Listed(carrier, null)).toList();
    return new OpenTender(
        new Terms(
            TenderKind.SPOT,
            "EUR",
            listed,
            T0.plusSeconds(3_600),
            Award.MANUAL,
            3_600,
            86_400,
            null,
            null,
            null),
        null);
  }

  private static RequestDocument document(DocumentType type, boolean shared, Instant dueAt) {
    return new RequestDocument(
        new Requirement(type, null, type.from(), shared, DocumentGate.NONE, dueAt));
  }

  private static String tender(String status, String winner) {
    return "tenders [1, acme, Hansa, SPOT, %s, %s, %s, %s]"
        .formatted(status, T0.plusSeconds(1), T0, winner);
  }

  private static String party(String carrier, String status) {
    return "tender_parties [1, %s, acme, %s, %s, %s]"
        .formatted(carrier, status, T0.plusSeconds(1), T0);
  }

  @Test
  void shouldNameTheInvitedAndTheWinnerWhileTheAwardStands() {
    then(spot("MAEU", "HLCU"));
    assertThat(rows)
        .containsExactly(
            tender("COLLECTING", null), party("MAEU", "COLLECTING"), party("HLCU", "COLLECTING"));

    then(new PlaceBid(1, "MAEU", "980", null, null), new CloseTender(1), new MakeOffer(1, "MAEU"));
    assertThat(rows).contains(tender("OFFERED", null), party("HLCU", "OFFERED"));
    then(new RespondToOffer(1, "MAEU", new Accept(null, null, null)));
    assertThat(rows).contains(tender("CONFIRMED", "MAEU"), party("MAEU", "CONFIRMED"));
    then(new GiveBack(1, "MAEU", DeclineReason.OTHER, null));
    assertThat(rows).contains(tender("EVALUATING", null));
  }

  @Test
  void shouldHaveOneRowForEveryCarrierOfTheTenant() {
    then(spot());
    assertThat(rows).containsExactly(tender("COLLECTING", null), party("*", "COLLECTING"));
  }

  @Test
  void shouldNameTheAssignedCarrierWhereItSeesTheDocument() {
    then(document(DocumentType.COMMERCIAL_INVOICE, true, T0.plusSeconds(9)));
    assertThat(rows)
        .containsExactly(
            "documents [1, acme, Hansa, null, COMMERCIAL_INVOICE, REQUESTED, %s]"
                .formatted(T0.plusSeconds(9)));
    then(document(DocumentType.PACKING_LIST, false, null));
    then(document(DocumentType.SEA_WAYBILL, false, null));

    then(new AssignCarrier("MAEU", null));
    assertThat(rows)
        .contains(
            "documents [1, acme, Hansa, MAEU, COMMERCIAL_INVOICE, REQUESTED, %s]"
                .formatted(T0.plusSeconds(9)),
            "documents [2, acme, Hansa, null, PACKING_LIST, REQUESTED, null]",
            "documents [3, acme, Hansa, MAEU, SEA_WAYBILL, REQUESTED, null]");
  }

  @Test
  void shouldMakeNoRowsOfAContextThatTheShipmentHasNot() {
    then(new AssignCarrier("MAEU", null));
    assertThat(rows).isEmpty();
  }
}
