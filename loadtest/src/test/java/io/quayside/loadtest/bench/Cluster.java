package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a hop between nodes costs: one, two and three nodes under the same load. */
record Cluster() implements Scenario {
  private static final int MOST = 3;
  private static final int OK = 200;

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String about() {
    return "Positions, single and in bodies of 500 lines, and milestones spread over 1, 2 and 3"
        + " nodes on one Kafka and PostgreSQL; compare the CPU of a message, not the rate, where"
        + " the cores are few.";
  }

  @Override
  public Outcome measure(Stage stage) {
    // They are booked by a single node.
    Scenarios.singlePositions(stage, stage.gateways(1).getFirst()).close();
    List<Row> rows = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int nodes = 1; nodes <= MOST; nodes++) {
      var servers = stage.gateways(nodes);
      rows.add(rounds(stage, servers, "positions", Scenarios.positions(stage, servers), notes));
      rows.add(rounds(stage, servers, "bodies", Scenarios.bodies(stage, servers), notes));
      rows.add(
          rounds(stage, servers, "milestones", Scenarios.milestones(stage, servers, OK), notes));
    }
    stage.gateways(1);
    int loads = rows.size() / MOST;
    for (int i = loads; i < rows.size(); i++) {
      var one = rows.get(i % loads);
      checks.add(
          new Check(
              "CPU, %s / 1 node".formatted(rows.get(i).server()),
              Figures.ratio(rows.get(i).rounds(), one.rounds(), Round::cpuMicros),
              true,
              2));
    }
    return new Outcome(rows, checks, notes);
  }

  private Row rounds(
      Stage stage, List<Server> servers, String what, Load load, List<String> notes) {
    var label = "%s, %d node%s".formatted(what, servers.size(), servers.size() == 1 ? "" : "s");
    List<Round> rounds = new ArrayList<>();
    try (load) {
      stage.warmUp(name(), servers, load);
      for (int i = 0; i < stage.settings().rounds(); i++) {
        var before = servers.stream().mapToLong(Server::cpuNanos).toArray();
        var round = stage.round(name(), servers, load, stage.settings().seconds());
        rounds.add(round);
        var each = new ArrayList<Double>();
        for (int node = 0; node < servers.size(); node++) {
          long nanos = servers.get(node).cpuNanos() - before[node];
          each.add(nanos / 1e3 / round.messages());
        }
        notes.add(
            "%s: µs at each node %s"
                .formatted(
                    label, each.stream().map(Figures::number).collect(Collectors.joining(" + "))));
      }
    }
    return new Row(label, rounds);
  }
}
