package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One shipment that a thousand watch: at a steady pace, and as fast as it goes. */
record PushFanout() implements Scenario {
  private static final int SUBSCRIBERS = 1_000;
  private static final int SAMPLE = 50;
  private static final int PUBLISHERS = 8;
  private static final double STEADY = 50;
  private static final int LINES = 10;
  private static final double[] RISING = {100, 200, 500, 1_000, 2_000, 3_000, 4_000, 6_000};
  private static final double DELIVERED = 0.9;

  @Override
  public String name() {
    return "push-fanout";
  }

  @Override
  public String about() {
    return "Positions of one shipment to 1,000 WebSockets, each frame a message: 50 positions a"
        + " second, then more and more, beside a server that writes what is posted to all sockets.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var bare = stage.baseline(Baseline.WS_BROADCAST);
    var shipment = stage.shipments().underWay(1);
    List<Row> rows = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (var ours = load(gateway, shipment, Positions.lines(shipment, 1));
        var theirs = load(bare, shipment, Positions.pushed("/all", shipment, 1))) {
      var pair =
          Pair.measure(name(), stage, new Pair.Side(gateway, ours), new Pair.Side(bare, theirs));
      rows.add(new Row("gateway, 50 positions/s", pair.ours()));
      rows.add(new Row("ws-broadcast, 50 messages/s", pair.theirs()));
      checks.add(
          new Check(
              "CPU of a frame at 50/s / ws-broadcast",
              Figures.ratio(pair.ours(), pair.theirs(), Round::cpuMicros),
              true,
              1.2));
    }
    try (var load = load(bare, shipment, Positions.pushed("/all", shipment, 1))) {
      rows.add(new Row("ws-broadcast, at most", atMost(stage, bare, load, notes)));
    }
    try (var load = load(gateway, shipment, Positions.lines(shipment, LINES))) {
      var most = atMost(stage, gateway, load, notes);
      rows.add(new Row("gateway, at most", most));
      var rate = Figures.of(most, Round::perSecond);
      checks.add(new Check("frames/s at most", rate, false, 2_000_000));
      var cpu = Figures.of(most, Round::cpuMicros);
      checks.add(new Check("CPU of a frame then, µs", cpu, true, 0.5));
    }
    return new Outcome(rows, checks, notes);
  }

  private static PushLoad load(Server server, List<byte[]> shipment, Positions published) {
    var all = Collections.nCopies(SUBSCRIBERS, shipment.getFirst());
    return new PushLoad(server.address(), all, SUBSCRIBERS, SAMPLE, PUBLISHERS, published, STEADY);
  }

  /** Goes up until less arrives than should, then measures at the best pace. */
  private List<Round> atMost(Stage stage, Server server, PushLoad load, List<String> notes) {
    double best = 0;
    double pace = 0;
    for (double rate : RISING) {
      var round = one(stage, server, load, rate);
      notes.add(
          "%s at %s positions/s: %s frames/s, %s µs each"
              .formatted(
                  server.name(),
                  Figures.number(rate),
                  Figures.number(round.perSecond()),
                  Figures.number(round.cpuMicros())));
      if (round.perSecond() > best) {
        best = round.perSecond();
        pace = rate;
      }
      if (round.perSecond() < DELIVERED * rate * SUBSCRIBERS) {
        break;
      }
    }
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < stage.settings().rounds(); i++) {
      rounds.add(one(stage, server, load, pace));
    }
    return rounds;
  }

  private Round one(Stage stage, Server server, PushLoad load, double rate) {
    double seconds = stage.settings().seconds() / 2;
    return stage.round(name(), List.of(server), load.at(rate), seconds);
  }
}
