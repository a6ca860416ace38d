package io.quayside.domain.stream;

import static io.quayside.domain.stream.Callers.caller;
import static io.quayside.domain.stream.Callers.carrier;
import static io.quayside.domain.stream.Callers.device;
import static io.quayside.domain.stream.Callers.shipper;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.common.json.Json;
import io.quayside.common.problem.Problem;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command, and every read, by every role within its scope and out of it. */
class RightsTest {
  private static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  private static final Instant NOW = Instant.parse("2026-03-02T08:14:00Z");
  private static final Contexts CONTEXTS = Contexts.STANDARD;
  private static final Rights RIGHTS = CONTEXTS.rights();

  private static final Principal OWN_SHIPPER = shipper("acme", Set.of("Hansa Tea", "Other"));
  private static final Principal ANY_SHIPPER = shipper("acme", null);
  private static final Principal OTHER_SHIPPER = shipper("acme", Set.of("Other"));
  private static final Principal ASSIGNED = carrier("acme", "MAEU", "HLCU");
  private static final Principal OTHER_CARRIER = carrier("acme", "DHLC");
  private static final Principal SERVICE = caller("acme", Role.SERVICE);
  private static final Principal OPERATOR = caller("acme", Role.OPERATOR);
  private static final Principal DEVICE = device("acme");

  /** The roles of another tenant, with all the names that the shipment has. */
  private static final List<Principal> FOREIGN =
      List.of(
          shipper("globex", null),
          shipper("globex", Set.of("Hansa Tea")),
          carrier("globex", "MAEU"),
          device("globex"),
          caller("globex", Role.SERVICE),
          caller("globex", Role.OPERATOR),
          Principal.ANONYMOUS);

  /** Commands of the shipper, by name, with bodies as WebSocket has them. */
  private static final Map<String, String> OF_SHIPPER =
      Map.ofEntries(
          entry("StartBooking", "{}"),
          entry("RetryBooking", "{}"),
          entry("PauseBooking", "{'reason':'strike'}"),
          entry("ResumeBooking", "{}"),
          entry("AssignCarrier", "{'carrier':'DHLC'}"),
          entry("ReleaseShipment", "{}"),
          entry("CancelShipment", "{'reason':'withdrawn'}"),
          entry(
              "OpenTender",
              "{'kind':'WATERFALL','currency':'EUR','carriers':[{'carrier':'MAEU','amount':'9'}]}"),
          entry("CloseTender", "{'tender':1}"),
          entry("MakeOffer", "{'tender':1,'carrier':'MAEU'}"),
          entry("RevokeOffer", "{'tender':1,'carrier':'MAEU'}"),
          entry("RevokeAward", "{'tender':1,'reason':'rate'}"),
          entry("WithdrawTender", "{'tender':1,'reason':'rate'}"),
          entry("RequestDocument", "{'type':'PACKING_LIST'}"),
          entry("WaiveDocument", "{'document':1,'reason':'not needed'}"));

  /** Commands of the assigned carrier, and of a carrier that they name, MAEU. */
  private static final Map<String, String> OF_CARRIER =
      Map.ofEntries(
          entry("RecordMilestone", "{'code':'PICKED_UP','occurredAt':'2026-03-02T08:00:00Z'}"),
          entry("PlaceBid", "{'tender':1,'carrier':'MAEU','amount':'9'}"),
          entry("WithdrawBid", "{'tender':1,'carrier':'MAEU'}"),
          entry("RespondToOffer", "{'tender':1,'carrier':'MAEU','response':'ACCEPT'}"),
          entry("GiveBack", "{'tender':1,'carrier':'MAEU','reasonCode':'RATE'}"),
          entry("IssueDocument", "{'document':1,'revision':1,'reference':'B/L 1'}"),
          entry("SurrenderDocument", "{'document':1,'for':'DELIVERY'}"));

  /** Commands of the shipper and of the assigned carrier. */
  private static final Map<String, String> OF_BOTH =
      Map.ofEntries(
          entry("SubmitDocument", "{'document':1,'reference':'B/L 1'}"),
          entry("VerifyDocument", "{'document':1,'revision':1}"),
          entry("RejectDocument", "{'document':1,'revision':1,'reasonCode':'ILLEGIBLE'}"),
          entry("VoidDocument", "{'document':1,'reason':'twice'}"));

  /** Commands of operators alone. */
  private static final Map<String, String> OF_OPERATOR =
      Map.of("SkipStep", "{'rule':'request','subject':'plan.documents/0','reason':'no'}");

  private static final Map<String, Command> COMMANDS = commands();

  private static Map<String, Command> commands() {
    Map<String, Command> commands = new TreeMap<>();
    commands.put("BookShipment", booking("Hansa Tea"));
    Stream.of(OF_SHIPPER, OF_CARRIER, OF_BOTH, OF_OPERATOR)
        .forEach(bodies -> bodies.forEach((name, body) -> commands.put(name, parse(name, body))));
    return commands;
  }

  private static Command parse(String name, String body) {
    var json = Json.parseObject(body.replace('\'', '"').getBytes(UTF_8));
    return CONTEXTS.commands().get(name).parse(json, NOW);
  }

  /** The answers of rights, as the codes of their problems. */
  private static final String GRANTED = "granted";

  private static final String FORBIDDEN = "forbidden";
  private static final String NOT_FOUND = "shipment-not-found";

  private static String access(Principal principal, ShipmentStream stream, Command command) {
    return code(RIGHTS.refusal(principal, stream, command));
  }

  private static String reportAccess(Principal principal, ShipmentStream stream, String device) {
    return code(RIGHTS.reportRefusal(principal, stream, device));
  }

  private static String code(Optional<Problem> refusal) {
    return refusal.map(problem -> problem.code().code()).orElse(GRANTED);
  }

  private static BookShipment booking(String shipper) {
    var cargo = new Cargo("tea", 10, 1200, null);
    return new BookShipment(
        new Booking("R-1", shipper, Mode.SEA, "DEHAM", "SEGOT", cargo, null, null));
  }

  /** Booked by Hansa Tea in tenant acme, and assigned to each of the carriers in turn. */
  private static ShipmentStream stream(String... carriers) {
    ShipmentStream stream = next(CONTEXTS.empty(ID), booking("Hansa Tea"));
    for (String carrier : carriers) {
      stream = next(stream, new AssignCarrier(carrier, null));
    }
    return stream;
  }

  private static ShipmentStream next(ShipmentStream stream, Command command) {
    Accepted accepted = (Accepted) CONTEXTS.decide(stream, command, Actor.OPERATOR, NOW);
    return CONTEXTS.apply(
        stream, CONTEXTS.next(stream, "acme", "C" + stream.version(), accepted.event()));
  }

  static Stream<Arguments> commandsByPrincipal() {
    return COMMANDS.keySet().stream()
        .filter(name -> !name.equals("BookShipment"))
        .flatMap(
            name -> {
              boolean operator = OF_OPERATOR.containsKey(name);
              String shipper = operator || OF_CARRIER.containsKey(name) ? FORBIDDEN : GRANTED;
              String carrier = operator || OF_SHIPPER.containsKey(name) ? FORBIDDEN : GRANTED;
              return Stream.of(
                  Arguments.of(name, OWN_SHIPPER, shipper),
                  Arguments.of(name, ANY_SHIPPER, shipper),
                  Arguments.of(name, OTHER_SHIPPER, NOT_FOUND),
                  Arguments.of(name, ASSIGNED, carrier),
                  Arguments.of(name, OTHER_CARRIER, NOT_FOUND),
                  Arguments.of(name, DEVICE, NOT_FOUND),
                  Arguments.of(name, SERVICE, FORBIDDEN),
                  Arguments.of(name, OPERATOR, GRANTED));
            });
  }

  @ParameterizedTest
  @MethodSource("commandsByPrincipal")
  void shouldJudgeACommandByRoleAndScope(String name, Principal principal, String expected) {
    assertThat(access(principal, stream("MAEU"), COMMANDS.get(name))).isEqualTo(expected);
  }

  @Test
  void shouldKnowTheRightOfEveryCommand() {
    assertThat(COMMANDS.keySet()).isEqualTo(CONTEXTS.commands().keySet());
    assertThat(commandsByPrincipal().map(arguments -> arguments.get()[0]).toList())
        .contains((Object[]) new String[] {"AssignCarrier"})
        .hasSize(8 * (COMMANDS.size() - 1));
  }

  @Test
  void shouldHideAShipmentFromACarrierThatIsNotInvited() {
    var open = "{'kind':'SPOT','currency':'EUR','closesAt':'2026-03-02T09:00:00Z'%s}";
    ShipmentStream none = stream("MAEU");
    ShipmentStream listed =
        next(none, parse("OpenTender", open.formatted(",'carriers':[{'carrier':'MAEU'}]")));
    ShipmentStream toAll = next(none, parse("OpenTender", open.formatted("")));
    Command bid = parse("PlaceBid", "{'tender':1,'carrier':'DHLC','amount':'9'}");

    assertThat(access(OTHER_CARRIER, none, bid)).isEqualTo(NOT_FOUND);
    assertThat(access(OTHER_CARRIER, listed, bid)).isEqualTo(NOT_FOUND);
    assertThat(access(OTHER_CARRIER, toAll, bid)).isEqualTo(GRANTED);
  }

  @Test
  void shouldLetACarrierAtATenderThatItWasInvitedTo() {
    var open = "{'kind':'SPOT','currency':'EUR','closesAt':'2026-03-02T09:00:00Z'}";
    ShipmentStream withdrawn =
        next(
            next(stream("MAEU"), parse("OpenTender", open)),
            parse("WithdrawTender", "{'tender':1,'reason':'rate'}"));

    assertThat(RIGHTS.mayRead(OTHER_CARRIER, withdrawn)).isFalse();
    assertThat(
            access(
                OTHER_CARRIER,
                withdrawn,
                parse("PlaceBid", "{'tender':1,'carrier':'DHLC','amount':'9'}")))
        .isEqualTo(GRANTED);
  }

  @Test
  void shouldHideTheDocumentsFromACarrierThatIsOnlyInvited() {
    var open = "{'kind':'SPOT','currency':'EUR','closesAt':'2026-03-02T09:00:00Z'}";
    ShipmentStream invited = next(stream("MAEU"), parse("OpenTender", open));

    assertThat(RIGHTS.mayRead(OTHER_CARRIER, invited)).isTrue();
    for (String name : OF_BOTH.keySet()) {
      assertThat(access(OTHER_CARRIER, invited, COMMANDS.get(name)))
          .as(name)
          .isEqualTo("document-not-found");
    }
    assertThat(access(OTHER_CARRIER, invited, COMMANDS.get("RecordMilestone")))
        .isEqualTo(FORBIDDEN);
    assertThat(access(OTHER_CARRIER, invited, COMMANDS.get("WaiveDocument"))).isEqualTo(FORBIDDEN);
  }

  @Test
  void shouldHideAShipmentFromOtherTenants() {
    for (Principal foreign : FOREIGN) {
      COMMANDS.forEach(
          (name, command) ->
              assertThat(access(foreign, stream("MAEU"), command))
                  .as("%s by %s", name, foreign)
                  .isEqualTo(NOT_FOUND));
      assertThat(RIGHTS.mayRead(foreign, stream("MAEU"))).as("read by %s", foreign).isFalse();
      assertThat(reportAccess(foreign, stream("MAEU"), "truck"))
          .as("report by %s", foreign)
          .isEqualTo(NOT_FOUND);
    }
  }

  @Test
  void shouldLetAShipperBookForItsOwnAlone() {
    ShipmentStream none = CONTEXTS.empty(ID);
    assertThat(access(OWN_SHIPPER, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    assertThat(access(ANY_SHIPPER, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    assertThat(access(OPERATOR, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    for (Principal other : List.of(OTHER_SHIPPER, ASSIGNED, DEVICE, SERVICE)) {
      assertThat(access(other, none, booking("Hansa Tea"))).isEqualTo(FORBIDDEN);
    }
  }

  @Test
  void shouldTellWhatNamesAreAPrincipalsOwn() {
    var type = CONTEXTS.commands().get("BookShipment");
    assertThat(type.namesOwn(OWN_SHIPPER, booking("Hansa Tea"))).isTrue();
    assertThat(type.namesOwn(ANY_SHIPPER, booking("Hansa Tea"))).isTrue();
    assertThat(type.namesOwn(OPERATOR, booking("Hansa Tea"))).isTrue();
    assertThat(type.namesOwn(OTHER_SHIPPER, booking("Hansa Tea"))).isFalse();
    assertThat(type.roles()).containsExactlyInAnyOrder(Role.SHIPPER, Role.OPERATOR);
  }

  @Test
  void shouldEndACarriersRightWhenAnotherIsAssigned() {
    var milestone = COMMANDS.get("RecordMilestone");
    assertThat(access(ASSIGNED, stream("MAEU"), milestone)).isEqualTo(GRANTED);
    assertThat(access(ASSIGNED, stream("MAEU", "DHLC"), milestone)).isEqualTo(NOT_FOUND);
    assertThat(access(ASSIGNED, stream("MAEU", "HLCU"), milestone))
        .as("another one that it acts for")
        .isEqualTo(GRANTED);
    assertThat(access(ASSIGNED, stream(), milestone)).isEqualTo(NOT_FOUND);
  }

  @Test
  void shouldTellWhoMayRead() {
    for (Principal reader : List.of(OWN_SHIPPER, ANY_SHIPPER, ASSIGNED, SERVICE, OPERATOR)) {
      assertThat(RIGHTS.mayRead(reader, stream("MAEU"))).as("%s", reader).isTrue();
      assertThat(RIGHTS.mayRead(reader, CONTEXTS.empty(ID))).as("%s", reader).isFalse();
    }
    for (Principal other : List.of(OTHER_SHIPPER, OTHER_CARRIER, DEVICE)) {
      assertThat(RIGHTS.mayRead(other, stream("MAEU"))).as("%s", other).isFalse();
    }
    assertThat(RIGHTS.mayRead(ASSIGNED, stream("MAEU", "DHLC"))).isFalse();
  }

  @Test
  void shouldTellWhichEventsChangeWhoMayRead() {
    assertThat(changesReaders(new AssignCarrier("DHLC", null))).isTrue();
    assertThat(changesReaders(new ReleaseShipment())).isFalse();
    assertThat(changesReaders(new CancelShipment("withdrawn"))).isFalse();
  }

  private static boolean changesReaders(Command command) {
    Accepted accepted = (Accepted) CONTEXTS.decide(stream("MAEU"), command, Actor.OPERATOR, NOW);
    return CONTEXTS.changesReaders(accepted.event());
  }

  @Test
  void shouldLetReportWhoCarriesTheShipment() {
    ShipmentStream stream = stream("MAEU");
    assertThat(reportAccess(OPERATOR, stream, "any")).isEqualTo(GRANTED);
    assertThat(reportAccess(ASSIGNED, stream, "any")).isEqualTo(GRANTED);
    assertThat(reportAccess(OTHER_CARRIER, stream, "any")).isEqualTo(NOT_FOUND);
    assertThat(reportAccess(OWN_SHIPPER, stream, "any")).isEqualTo(FORBIDDEN);
    assertThat(reportAccess(SERVICE, stream, "any")).isEqualTo(FORBIDDEN);
    assertThat(reportAccess(OPERATOR, CONTEXTS.empty(ID), "any")).isEqualTo(NOT_FOUND);
  }

  @Test
  void shouldLetADeviceReportAsItselfForTheCarrierOfItsGroup() {
    ShipmentStream stream = stream("MAEU");
    assertThat(reportAccess(DEVICE, stream, "truck")).isEqualTo(GRANTED);
    assertThat(reportAccess(DEVICE, stream, "other")).isEqualTo(FORBIDDEN);
    assertThat(reportAccess(DEVICE, CONTEXTS.empty(ID), "other"))
        .as("the device is judged before the shipment")
        .isEqualTo(FORBIDDEN);
    assertThat(reportAccess(device("acme", "MAEU"), stream, "truck")).isEqualTo(GRANTED);
    assertThat(reportAccess(device("acme", "DHLC"), stream, "truck")).isEqualTo(NOT_FOUND);
    assertThat(reportAccess(device("acme", "MAEU"), stream(), "truck"))
        .as("without a carrier")
        .isEqualTo(NOT_FOUND);
  }
}
