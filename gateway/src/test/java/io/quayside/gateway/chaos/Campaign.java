package io.quayside.gateway.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One run: a cluster is started, loaded and harmed, and then held to what it has said. */
final class Campaign {
  private static final int FIRST_COMMANDS = 1_000;
  private static final int FIRST_COMMANDS_OF_ONE_ROUND = 300;

  private final Options options;
  private final Network network;
  private final String whyNoCuts;
  private final History history = new History();
  private final List<Fault> faults = new ArrayList<>();
  private final long beganNanos = System.nanoTime();
  private String brokenOff = "";

  Campaign(Options options, Network network, String whyNoCuts) {
    this.options = options;
    this.network = network;
    this.whyNoCuts = whyNoCuts;
  }

  Report run() throws IOException {
    say("seed %d, %s".formatted(options.seed(), describeNetwork()));
    try (var cluster = Cluster.prepare(network, options.directory(), options.data())) {
      Injector.awaitNothing("the brokers", cluster::brokersMissing);
      say("PostgreSQL and the brokers are up");
      cluster.gateways().forEach(Child::start);
      Injector.awaitNothing("the gateways", cluster::missing);
      say("the gateways are up");
      if (options.killPlan() != null) {
        return killOwners(cluster);
      }
      try (var load = Load.start(cluster.nodes(), history)) {
        Injector.awaitNothing("the first commands", this::commandsMissing);
        say("%d commands are accepted".formatted(history.acceptances().size()));
        harm(cluster);
        return check(cluster, load);
      }
    }
  }

  /** Bookings alone, whose owners are killed all the time. */
  private Report killOwners(Cluster cluster) {
    var killPlan = options.killPlan();
    var random = new Random(options.seed());
    try (var load = Load.ofBookings(killPlan.bookings(), cluster.nodes(), history, random)) {
      try {
        new OwnerKiller(cluster, network, random, this::tell).kill(killPlan, load::allow);
      } catch (IllegalStateException e) {
        brokenOff = e.getMessage();
        say("broken off: " + brokenOff);
      }
      return check(cluster, load);
    }
  }

  /**
   * What follows is to be the faults' doing, and not that of a cluster that has never been used.
   */
  private String commandsMissing() {
    int wanted = options.faultsFor().isZero() ? FIRST_COMMANDS_OF_ONE_ROUND : FIRST_COMMANDS;
    int accepted = history.acceptances().size();
    return accepted < wanted ? accepted + " of " + wanted : "";
  }

  private void harm(Cluster cluster) {
    var random = new Random(options.seed());
    var injector = new Injector(cluster, network, random, this::tell);
    var kinds = options.kinds().stream().filter(this::possible).toList();
    long until = System.nanoTime() + options.faultsFor().toNanos();
    try {
      do {
        var round = new ArrayList<>(kinds);
        Collections.shuffle(round, random);
        for (var kind : round) {
          if (faults.size() < kinds.size() || System.nanoTime() < until) {
            injector.inject(kind);
          }
        }
      } while (System.nanoTime() < until);
    } catch (IllegalStateException e) {
      brokenOff = e.getMessage();
      say("broken off: " + brokenOff);
    }
  }

  private boolean canCut() {
    return network instanceof Network.Bridge;
  }

  private boolean possible(FaultKind kind) {
    return !kind.cut() || canCut();
  }

  private void tell(Fault fault) {
    faults.add(fault);
    var measured = new Measurements(history.acceptances());
    var shards = Measurements.Spread.of(measured.untilAccepted(fault));
    var leaves = Measurements.Spread.of(fault.leaves().stream().map(measured::slowest).toList());
    say(
        "#%d %s %s: slowest command %d ms, whole after %.1f s%s%s; %d commands, %d violations"
            .formatted(
                fault.number(),
                fault.kind().title(),
                fault.target(),
                measured.slowest(fault),
                fault.nanos() / 1e9,
                shards.count() == 0
                    ? ""
                    : ", its %d shards accepted again after %d ms (worst %d)"
                        .formatted(shards.count(), shards.median(), shards.worst()),
                leaves.count() == 0
                    ? ""
                    : ", slowest during a leave %d ms".formatted(leaves.worst()),
                history.acceptances().size(),
                history.violations().size()));
  }

  private Report check(Cluster cluster, Load load) {
    var events = new EventsCheck(history);
    var updates = new UpdatesCheck(history, faults);
    var bookings = new BookingsCheck(history);
    try {
      say("the clients finish");
      var versions = load.finish();
      say("%d shipments; the history is checked".formatted(versions.size()));
      var log = new LogReader(cluster.bootstrap());
      log.read("shipment-events", events::read);
      log.read("shipment-positions", updates::read);
      events.compare(history.acceptances());
      bookings.compare(events.streams());
      updates.compare(history.tracked());
      var nodes =
          cluster.nodes().stream().filter(node -> brokenOff.isEmpty() || node.ready()).toList();
      new ReadModelCheck(history).compare(nodes, events.streams());
    } catch (IllegalStateException e) {
      brokenOff = brokenOff.isEmpty() ? e.getMessage() : brokenOff + "; then " + e.getMessage();
      say("broken off: " + e.getMessage());
    }
    return new Report(
        options,
        describeNetwork(),
        canCut(),
        faults,
        history,
        events,
        updates,
        bookings,
        brokenOff);
  }

  private String describeNetwork() {
    return canCut()
        ? "in network namespaces"
        : "on the loopback address, hence without cuts: " + whyNoCuts;
  }

  @SuppressWarnings("SystemOut")
  private void say(String line) {
    System.out.printf("%6.1f s  %s%n", (System.nanoTime() - beganNanos) / 1e9, line);
  }
}
