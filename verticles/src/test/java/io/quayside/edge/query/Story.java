package io.quayside.edge.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.Principal;
import io.quayside.common.identity.Role;
import io.quayside.domain.Actor;
import io.quayside.domain.Command;
import io.quayside.domain.Decision.Accepted;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.Mode;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import java.time.Instant;
import java.util.Set;

/** A shipment's stream, one command a second from 09:00:01 on; the first one books it. */
final class Story {
  static final String ID = "01JQ8ZK3V5T7Y9B1D3F5H7K9MN";
  static final Contexts CONTEXTS = Contexts.STANDARD;
  static final Instant T0 = Instant.parse("2026-12-01T09:00:00Z");
  static final Principal OPERATOR = principal(Role.OPERATOR);
  static final Principal SERVICE = principal(Role.SERVICE);
  static final Principal SHIPPER = shipper("Hansa Tea");

  private ShipmentStream stream = CONTEXTS.empty(ID);

  Story() {
    then(
        Actor.SHIPPER,
        new BookShipment(
            new Booking(
                "PO-1",
                "Hansa Tea",
                Mode.ROAD,
                "DEHAM",
                "DEBER",
                new Cargo("Tea", 4, 800, null),
                null,
                T0.plusSeconds(86_400))));
  }

  private static Principal principal(Role role) {
    return new Principal("default", role, "key/test", null, Set.of(), false, null);
  }

  static Principal shipper(String shipper) {
    return new Principal(
        "default", Role.SHIPPER, "key/test", Set.of(shipper), Set.of(), false, null);
  }

  static Principal carrier(String... carriers) {
    return new Principal("default", Role.CARRIER, "key/test", null, Set.of(carriers), false, null);
  }

  Story then(Command... commands) {
    for (Command command : commands) {
      then(Actor.OPERATOR, command);
    }
    return this;
  }

  Story then(Actor by, Command command) {
    var now = T0.plusSeconds(stream.version() + 1L);
    var decision = CONTEXTS.decide(stream, command, by, now);
    assertThat(decision).as("%s", command).isInstanceOf(Accepted.class);
    var stored =
        CONTEXTS.next(
            stream,
            Principal.DEFAULT_TENANT,
            "C" + stream.version(),
            ((Accepted) decision).event());
    stream = CONTEXTS.apply(stream, stored);
    return this;
  }

  ShipmentStream stream() {
    return stream;
  }
}
