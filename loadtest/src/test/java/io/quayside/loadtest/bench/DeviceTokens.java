package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Positions with device tokens at a gateway that needs credentials, beside the same positions
 * without at one that needs none, in turn.
 */
final class DeviceTokens implements Scenario {
  static final String NAME = "device-tokens";

  private static final int SHIPMENTS = 2_000;
  private static final int BODIES = 8;
  private static final int LINES = 500;
  private static final double MOST_SINGLE = 1.05;
  private static final double MOST_BODIES = 1.02;

  /** A talk for a connection's shipments, with the header lines of a device's credentials. */
  private interface TalkOf extends BiFunction<List<byte[]>, UnaryOperator<String>, Talk> {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "Positions with device tokens, single and in bodies of 500 lines, beside a gateway that"
        + " needs no credentials.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var open = stage.gateways(1).getFirst();
    var secured = stage.secured();
    var theirs = stage.shipments().underWay(SHIPMENTS);
    Stage.say("gateway-secured: books %d shipments and has them picked up", SHIPMENTS);
    var address = secured.server().address();
    var ours = Shipments.underWay(address, SHIPMENTS, secured.operatorHeader());
    var rows = new ArrayList<Row>();
    var checks = new ArrayList<Check>();
    for (var each :
        List.of(
            new Part("single", stage.settings().connections(), MOST_SINGLE, Positions::overHttp),
            new Part(
                "bodies",
                BODIES,
                MOST_BODIES,
                (part, header) -> Positions.lines(part, LINES, header)))) {
      var pair =
          measure(
              stage,
              each,
              new Side(secured.server(), ours, secured::deviceHeader),
              new Side(open, theirs, device -> ""));
      rows.add(new Row("with tokens, " + each.name, pair.ours()));
      rows.add(new Row("without, " + each.name, pair.theirs()));
      var ratio = Figures.ratio(pair.ours(), pair.theirs(), Round::cpuMicros);
      checks.add(new Check("CPU with / without tokens, " + each.name, ratio, true, each.most));
    }
    return new Outcome(rows, checks, List.of());
  }

  /** How positions are sent, and what they may cost more. */
  private record Part(String name, int connections, double most, TalkOf talk) {}

  /** A gateway, its shipments, and the header lines of a device. */
  private record Side(Server server, List<byte[]> shipments, UnaryOperator<String> header) {
    Load load(Part part) {
      var talks =
          Talks.split(shipments, part.connections).stream()
              .map(share -> part.talk.apply(share, header))
              .toList();
      return new ClosedLoad(Kind.HTTP, List.of(server.address()), talks);
    }
  }

  private static Pair measure(Stage stage, Part part, Side ours, Side theirs) {
    try (var secured = ours.load(part);
        var open = theirs.load(part)) {
      return Pair.measure(
          NAME + ", " + part.name,
          stage,
          new Pair.Side(ours.server, secured),
          new Pair.Side(theirs.server, open));
    }
  }
}
