package io.quayside.loadtest.bench;

import java.util.List;

/** Five thousand who watch a shipment each, which reports every second. */
record PushMany() implements Scenario {
  private static final int SUBSCRIBERS = 5_000;
  private static final int SAMPLE = 50;
  private static final int PUBLISHERS = 8;
  private static final int LINES = 50;

  @Override
  public String name() {
    return "push-many";
  }

  @Override
  public String about() {
    return "5,000 WebSockets with a shipment each, 5,000 positions a second in bodies of 50 lines,"
        + " beside a server that writes each line to one socket.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var bare = stage.baseline(Baseline.WS_BROADCAST);
    var shipments = stage.shipments().underWay(SUBSCRIBERS);
    try (var ours = load(gateway, shipments, Positions.lines(shipments, LINES));
        var theirs = load(bare, shipments, Positions.pushed(Broadcast.EACH, shipments, LINES))) {
      var pair =
          Pair.measure(name(), stage, new Pair.Side(gateway, ours), new Pair.Side(bare, theirs));
      return new Outcome(
          List.of(new Row("gateway", pair.ours()), new Row(bare.name(), pair.theirs())),
          List.of(
              new Check(
                  "CPU of a frame / ws-broadcast",
                  Figures.ratio(pair.ours(), pair.theirs(), Round::cpuMicros),
                  true,
                  2)),
          List.of());
    }
  }

  private static PushLoad load(Server server, List<byte[]> shipments, Positions published) {
    return new PushLoad(server.address(), shipments, 1, SAMPLE, PUBLISHERS, published, SUBSCRIBERS);
  }
}
