package io.quayside.loadtest.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What {@link PushMany} does, in turn with and without one socket more that watches everything. */
record WatchAll() implements Scenario {
  private static final int SUBSCRIBERS = 5_000;
  private static final int SAMPLE = 50;
  private static final int PUBLISHERS = 8;
  private static final int LINES = 50;

  @Override
  public String name() {
    return "watch-all";
  }

  @Override
  public String about() {
    return "5,000 WebSockets with a shipment each, 5,000 positions a second in bodies of 50 lines,"
        + " with and without one more that watches everything. CPU is shared out to the frames of"
        + " the 5,000.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var shipments = stage.shipments().underWay(SUBSCRIBERS);
    var published = Positions.lines(shipments, LINES);
    try (var without =
            new PushLoad(
                gateway.address(), shipments, 1, SAMPLE, PUBLISHERS, published, SUBSCRIBERS);
        var with = new Watched(gateway, without)) {
      var pair =
          Pair.measure(
              name(), stage, new Pair.Side(gateway, with), new Pair.Side(gateway, without));
      return new Outcome(
          List.of(new Row("with the watch", pair.ours()), new Row("without", pair.theirs())),
          List.of(
              new Check("CPU with / without", ratio(pair, Round::cpuMicros), true, 2),
              new Check("p99 with / without", ratio(pair, Round::p99Millis), true, 2)),
          List.of(note(pair, with)));
    }
  }

  private static Figures ratio(Pair pair, ToDoubleFunction<Round> figure) {
    return Figures.ratio(pair.ours(), pair.theirs(), figure);
  }

  /** What a frame of the watch costs: the CPU that comes on top, shared out to its frames. */
  private static String note(Pair pair, Watched with) {
    double share = with.watchFramesPerMessage();
    double more =
        Figures.of(pair.ours(), Round::cpuMicros).median()
            - Figures.of(pair.theirs(), Round::cpuMicros).median();
    return "the watch got %s frames a frame of the single ones; %s µs each"
        .formatted(Figures.number(share), Figures.number(more / share));
  }

  /** The same load while everything is watched. */
  private static final class Watched implements Load {
    private final Server gateway;
    private final Load load;
    private long watchFrames;
    private long messages;

    Watched(Server gateway, Load load) {
      this.gateway = gateway;
      this.load = load;
    }

    @Override
    public Tally run(double seconds) {
      try (var watcher = new Watcher(gateway.address())) {
        var tally = load.run(seconds);
        watchFrames += watcher.positions();
        messages += tally.messages();
        return tally;
      }
    }

    double watchFramesPerMessage() {
      return (double) watchFrames / messages;
    }

    @Override
    public void close() {
      // The load is its maker's.
    }
  }
}
