package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a WebSocket takes that is subscribed and silent: heap after collection, and the rest. */
record IdleSockets() implements Scenario {
  private static final int SOCKETS = 5_000;
  private static final int WARM_UP = 200;
  private static final double KIB = 1_024;
  private static final double MOST_KIB = 24;
  private static final long SETTLE_NANOS = 2_000_000_000L;

  @Override
  public String name() {
    return "idle-sockets";
  }

  @Override
  public String about() {
    return "5,000 WebSockets, subscribed to a shipment each. The heap is there from the start, so"
        + " that what grows is the heap in use after a collection, and resident memory beside it.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var shipments = stage.shipments().underWay(SOCKETS);
    var flags = List.of("-Xms" + stage.settings().heap(), "-XX:+AlwaysPreTouch");
    List<String> notes = new ArrayList<>();
    var ours = each(stage, stage.gateway(flags), shipments, notes);
    stage.gateways(0);
    Figures theirs;
    try (var bare = stage.baseline(Baseline.WS_BROADCAST, flags)) {
      theirs = each(stage, bare, shipments, notes);
    }
    return new Outcome(
        List.of(),
        List.of(
            new Check("KiB of a socket", ours, true, MOST_KIB),
            new Check("KiB of a bare Vert.x socket", theirs, true, MOST_KIB)),
        notes);
  }

  private Figures each(Stage stage, Server server, List<byte[]> shipments, List<String> notes) {
    subscribers(server, shipments.subList(0, WARM_UP)).close();
    List<Double> kibs = new ArrayList<>();
    long resident = server.residentBytes();
    for (int i = 0; i < stage.settings().rounds(); i++) {
      LockSupport.parkNanos(SETTLE_NANOS);
      long heap = server.heapAfterCollection();
      try (var open = subscribers(server, shipments)) {
        LockSupport.parkNanos(SETTLE_NANOS);
        double heapKib = (server.heapAfterCollection() - heap) / KIB / SOCKETS;
        double restKib = (server.residentBytes() - resident) / KIB / SOCKETS;
        kibs.add(heapKib + restKib);
        var note =
            "%s: %s KiB of heap and %s KiB beside it for each of %d sockets"
                .formatted(
                    server.name(), Figures.number(heapKib), Figures.number(restKib), SOCKETS);
        notes.add(note);
        Stage.say("%s: %s", name(), note);
        open.take();
      }
    }
    return new Figures(kibs);
  }

  private static Subscribers subscribers(Server server, List<byte[]> shipments) {
    return new Subscribers(
        server.address(), shipments, shipments.size(), new Subscribers.SentTimes());
  }
}
