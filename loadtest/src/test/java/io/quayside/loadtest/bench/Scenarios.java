package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import io.quayside.loadtest.bench.Comparison.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All there is to measure, in the order of a full run. */
final class Scenarios {
  private static final int SHIPMENTS = 2_000;
  private static final int BODIES = 8;
  private static final int LINES = 500;
  private static final int OK = 200;
  private static final int ACCEPTED = 202;

  private static final Comparison POSITIONS_HTTP =
      new Comparison(
          "positions-http",
          "One position a POST, beside a server that only writes the body to Kafka.",
          Baseline.HTTP_TO_KAFKA,
          Scenarios::singlePositions,
          Scenarios::singlePositions,
          List.of(Budget.cpu(1.6), Budget.rate(0.75), Budget.p99(2)));

  private static final Comparison COMMANDS_HTTP =
      new Comparison(
          "commands-http",
          "Milestones with an Idempotency-Key, beside a server that only writes the body to Kafka.",
          Baseline.HTTP_TO_KAFKA,
          (stage, server) -> milestones(stage, List.of(server), OK),
          (stage, server) -> milestones(stage, List.of(server), ACCEPTED),
          List.of(Budget.cpu(3), Budget.rate(0.6), Budget.p50(1.5)));

  private static final Comparison POSITIONS_NDJSON =
      new Comparison(
          "positions-ndjson",
          "Positions in bodies of 500 lines, each beside a POST of a server that only writes it to"
              + " Kafka.",
          Baseline.HTTP_TO_KAFKA,
          (stage, server) -> bodies(stage, List.of(server)),
          Scenarios::singlePositions,
          List.of(Budget.cpu(0.35)));

  private static final Comparison POSITIONS_WS_1 =
      positionsOverSockets("positions-ws-1", 1, Budget.cpu(1));

  private static final Comparison POSITIONS_WS_50 =
      positionsOverSockets("positions-ws-50", 50, Budget.cpu(0.35));

  private static final List<Scenario> QUICK =
      List.of(
          POSITIONS_HTTP,
          POSITIONS_NDJSON,
          POSITIONS_WS_1,
          POSITIONS_WS_50,
          COMMANDS_HTTP,
          new PushFanout());

  private static final List<Scenario> ALL =
      Stream.concat(
              QUICK.stream(),
              Stream.of(
                  new PushMany(),
                  new WatchAll(),
                  new EndToEnd(),
                  new Devices(),
                  new EpcisDocuments(),
                  new Cluster(),
                  new DeviceTokens(),
                  new WebhookSending(),
                  new Traced(1, 1.1),
                  new Traced(100, 2),
                  new IdleSockets(),
                  new Rebuild(),
                  new RebuildAlone(),
                  new MemoryBound()))
          .toList();

  private Scenarios() {}

  /** Those of the given names, of which {@code quick} and {@code all} are many. */
  static List<Scenario> named(List<String> names) {
    List<Scenario> found = new ArrayList<>();
    for (var name : names) {
      switch (name) {
        case "quick" -> found.addAll(QUICK);
        case "all" -> found.addAll(ALL);
        default ->
            found.add(
                ALL.stream()
                    .filter(scenario -> scenario.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(unknown(name))));
      }
    }
    return found;
  }

  private static String unknown(String name) {
    return "%s: expected quick, all or of %s%n%s"
        .formatted(name, ALL.stream().map(Scenario::name).toList(), Settings.USAGE);
  }

  static Load singlePositions(Stage stage, Server server) {
    return positions(stage, List.of(server));
  }

  static Load positions(Stage stage, List<Server> servers) {
    return closed(Kind.HTTP, stage, servers, Positions::overHttp);
  }

  static Load bodies(Stage stage, List<Server> servers) {
    return closed(BODIES, Kind.HTTP, stage, servers, s -> Positions.lines(s, LINES));
  }

  static Load milestones(Stage stage, List<Server> servers, int expectedStatus) {
    var keys = new Talks.Keys();
    return closed(
        Kind.HTTP, stage, servers, part -> new Talks.Milestones(part, keys, expectedStatus));
  }

  /** Connections as many as are set, each with its own share of the shipments. */
  private static Load closed(
      Kind kind, Stage stage, List<Server> servers, Function<List<byte[]>, Talk> talk) {
    return closed(stage.settings().connections(), kind, stage, servers, talk);
  }

  private static Load closed(
      int connections,
      Kind kind,
      Stage stage,
      List<Server> servers,
      Function<List<byte[]>, Talk> talk) {
    var parts = Talks.split(stage.shipments().underWay(SHIPMENTS), connections);
    return new ClosedLoad(
        kind, servers.stream().map(Server::address).toList(), parts.stream().map(talk).toList());
  }

  private static Comparison positionsOverSockets(String name, int updates, Budget budget) {
    return new Comparison(
        name,
        "A WebSocket a device, %d in a frame, each beside a POST of a server that only writes it"
                .formatted(updates)
            + " to Kafka.",
        Baseline.HTTP_TO_KAFKA,
        (stage, server) ->
            closed(Kind.WEB_SOCKET, stage, List.of(server), s -> Positions.frames(s, updates)),
        Scenarios::singlePositions,
        List.of(budget));
  }
}
