package io.quayside.domain.stream;

import static io.quayside.domain.stream.Access.FORBIDDEN;
import static io.quayside.domain.stream.Access.GRANTED;
import static io.quayside.domain.stream.Access.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Milestone;
import io.quayside.domain.shipment.MilestoneCode;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.AssignCarrier;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.shipment.ShipmentCommand.CancelShipment;
import io.quayside.domain.shipment.ShipmentCommand.RecordMilestone;
import io.quayside.domain.shipment.ShipmentCommand.ReleaseShipment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final Principal SERVICE = of("acme", Role.SERVICE);
  private static final Principal OPERATOR = of("acme", Role.OPERATOR);
  private static final Principal DEVICE = device("acme");

  /** The roles of another tenant, with all the names that the shipment has. */
  private static final List<Principal> FOREIGN =
      List.of(
          shipper("globex", null),
          shipper("globex", Set.of("Hansa Tea")),
          carrier("globex", "MAEU"),
          device("globex"),
          of("globex", Role.SERVICE),
          of("globex", Role.OPERATOR),
          Principal.ANONYMOUS);

  private static final Map<String, Command> COMMANDS =
      Map.of(
          "BookShipment", booking("Hansa Tea"),
          "AssignCarrier", new AssignCarrier("DHLC", null),
          "ReleaseShipment", new ReleaseShipment(),
          "RecordMilestone",
              new RecordMilestone(new Milestone(MilestoneCode.PICKED_UP, NOW, null, null, null)),
          "CancelShipment", new CancelShipment("withdrawn"));

  private static Principal shipper(String tenant, Set<String> shippers) {
    return new Principal(tenant, Role.SHIPPER, "key/erp", shippers, Set.of(), false, null);
  }

  private static Principal carrier(String tenant, String... carriers) {
    return new Principal(tenant, Role.CARRIER, "key/tms", null, Set.of(carriers), false, null);
  }

  private static Principal device(String tenant, String... carriers) {
    return new Principal(
        tenant, Role.DEVICE, "device/G/truck", null, Set.of(carriers), false, "truck");
  }

  private static Principal of(String tenant, Role role) {
    return new Principal(tenant, role, "key/other", null, Set.of(), false, null);
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
    return Stream.of("AssignCarrier", "ReleaseShipment", "CancelShipment", "RecordMilestone")
        .flatMap(
            name -> {
              boolean ofShipper = !name.equals("RecordMilestone");
              Access shipper = ofShipper ? GRANTED : FORBIDDEN;
              Access carrier = ofShipper ? FORBIDDEN : GRANTED;
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
  void shouldJudgeACommandByRoleAndScope(String name, Principal principal, Access expected) {
    assertThat(RIGHTS.access(principal, stream("MAEU"), COMMANDS.get(name))).isEqualTo(expected);
  }

  @Test
  void shouldKnowTheRightOfEveryCommand() {
    assertThat(COMMANDS.keySet()).isEqualTo(CONTEXTS.commands().keySet());
    assertThat(commandsByPrincipal().map(arguments -> arguments.get()[0]).toList())
        .contains((Object[]) new String[] {"AssignCarrier"})
        .hasSize(8 * (COMMANDS.size() - 1));
  }

  @Test
  void shouldHideAShipmentFromOtherTenants() {
    for (Principal foreign : FOREIGN) {
      COMMANDS.forEach(
          (name, command) ->
              assertThat(RIGHTS.access(foreign, stream("MAEU"), command))
                  .as("%s by %s", name, foreign)
                  .isEqualTo(NOT_FOUND));
      assertThat(RIGHTS.mayRead(foreign, stream("MAEU"))).as("read by %s", foreign).isFalse();
      assertThat(RIGHTS.reportAccess(foreign, stream("MAEU"), "truck"))
          .as("report by %s", foreign)
          .isEqualTo(NOT_FOUND);
    }
  }

  @Test
  void shouldLetAShipperBookForItsOwnAlone() {
    ShipmentStream none = CONTEXTS.empty(ID);
    assertThat(RIGHTS.access(OWN_SHIPPER, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    assertThat(RIGHTS.access(ANY_SHIPPER, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    assertThat(RIGHTS.access(OPERATOR, none, booking("Hansa Tea"))).isEqualTo(GRANTED);
    for (Principal other : List.of(OTHER_SHIPPER, ASSIGNED, DEVICE, SERVICE)) {
      assertThat(RIGHTS.access(other, none, booking("Hansa Tea"))).isEqualTo(FORBIDDEN);
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
    assertThat(RIGHTS.access(ASSIGNED, stream("MAEU"), milestone)).isEqualTo(GRANTED);
    assertThat(RIGHTS.access(ASSIGNED, stream("MAEU", "DHLC"), milestone)).isEqualTo(NOT_FOUND);
    assertThat(RIGHTS.access(ASSIGNED, stream("MAEU", "HLCU"), milestone))
        .as("another one that it acts for")
        .isEqualTo(GRANTED);
    assertThat(RIGHTS.access(ASSIGNED, stream(), milestone)).isEqualTo(NOT_FOUND);
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
    assertThat(RIGHTS.reportAccess(OPERATOR, stream, "any")).isEqualTo(GRANTED);
    assertThat(RIGHTS.reportAccess(ASSIGNED, stream, "any")).isEqualTo(GRANTED);
    assertThat(RIGHTS.reportAccess(OTHER_CARRIER, stream, "any")).isEqualTo(NOT_FOUND);
    assertThat(RIGHTS.reportAccess(OWN_SHIPPER, stream, "any")).isEqualTo(FORBIDDEN);
    assertThat(RIGHTS.reportAccess(SERVICE, stream, "any")).isEqualTo(FORBIDDEN);
    assertThat(RIGHTS.reportAccess(OPERATOR, CONTEXTS.empty(ID), "any")).isEqualTo(NOT_FOUND);
  }

  @Test
  void shouldLetADeviceReportAsItselfForTheCarrierOfItsGroup() {
    ShipmentStream stream = stream("MAEU");
    assertThat(RIGHTS.reportAccess(DEVICE, stream, "truck")).isEqualTo(GRANTED);
    assertThat(RIGHTS.reportAccess(DEVICE, stream, "other")).isEqualTo(FORBIDDEN);
    assertThat(RIGHTS.reportAccess(DEVICE, CONTEXTS.empty(ID), "other"))
        .as("the device is judged before the shipment")
        .isEqualTo(FORBIDDEN);
    assertThat(RIGHTS.reportAccess(device("acme", "MAEU"), stream, "truck")).isEqualTo(GRANTED);
    assertThat(RIGHTS.reportAccess(device("acme", "DHLC"), stream, "truck")).isEqualTo(NOT_FOUND);
    assertThat(RIGHTS.reportAccess(device("acme", "MAEU"), stream(), "truck"))
        .as("without a carrier")
        .isEqualTo(NOT_FOUND);
  }
}
