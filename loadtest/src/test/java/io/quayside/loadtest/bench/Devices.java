package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Many devices that are connected and report by turns, by MQTT, by WebSocket and by HTTP: what a
 * connection takes, and what an update costs.
 */
final class Devices implements Scenario {
  static final String NAME = "devices";

  private static final int DEVICES = 10_000;
  private static final int SHIPMENTS = 2_000;
  private static final int AT_A_TIME = 64;
  private static final double KIB = 1_024;
  private static final double MOST_CPU = 1.2;
  private static final double MOST_KIB = 24;
  private static final long SETTLE_NANOS = 2_000_000_000L;

  /** The figures of a kind of connection, round by round. */
  private record Measured(List<Round> rounds, List<Double> kibs) {
    Measured() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "10,000 devices, connected by MQTT 5, by WebSocket, by HTTP, of which 64 wait for an"
        + " answer at a time: single positions, QoS 1, a frame, a POST.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var shipments = stage.shipments().underWay(SHIPMENTS);
    int port = Services.freePort();
    var server =
        stage.gateway(
            List.of("-Xms" + stage.settings().heap(), "-XX:+AlwaysPreTouch"),
            Map.of(
                "QUAYSIDE_MQTT_PORT", Integer.toString(port),
                "QUAYSIDE_MQTT_HOST", "127.0.0.1",
                "QUAYSIDE_LIMITS_CONNECTIONS", Integer.toString(2 * DEVICES)));
    Map<Kind, Measured> measured = new EnumMap<>(Kind.class);
    for (var kind : List.of(Kind.WEB_SOCKET, Kind.HTTP, Kind.MQTT)) {
      measured.put(kind, new Measured());
      try (var load = load(kind, server, port, shipments)) {
        stage.warmUp(NAME + ", " + kind, List.of(server), load);
      }
    }
    for (int i = 0; i < stage.settings().rounds(); i++) {
      measured.forEach((kind, into) -> round(stage, kind, server, port, shipments, into));
    }
    stage.gateways(0);
    return outcome(measured);
  }

  private static Load load(Kind kind, Server server, int port, List<byte[]> shipments) {
    Function<List<byte[]>, Talk> talk =
        switch (kind) {
          case MQTT -> Positions::overMqtt;
          case WEB_SOCKET -> one -> Positions.frames(one, 1);
          case HTTP -> Positions::overHttp;
        };
    var address =
        kind == Kind.MQTT
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
            : server.address();
    var talks =
        IntStream.range(0, DEVICES)
            .mapToObj(i -> talk.apply(List.of(shipments.get(i % shipments.size()))))
            .toList();
    return new ClosedLoad(kind, List.of(address), talks, AT_A_TIME);
  }

  private static void round(
      Stage stage, Kind kind, Server server, int port, List<byte[]> shipments, Measured into) {
    LockSupport.parkNanos(SETTLE_NANOS);
    long heap = server.heapAfterCollection();
    long resident = server.residentBytes();
    try (var load = load(kind, server, port, shipments)) {
      LockSupport.parkNanos(SETTLE_NANOS);
      double heapKib = (server.heapAfterCollection() - heap) / KIB / DEVICES;
      double restKib = (server.residentBytes() - resident) / KIB / DEVICES;
      into.kibs.add(heapKib + Math.max(0, restKib));
      Stage.say(
          "%s, %s: %s KiB of heap and %s KiB beside it for each of %d connections",
          NAME, kind, Figures.number(heapKib), Figures.number(restKib), DEVICES);
      into.rounds.add(
          stage.round(NAME + ", " + kind, List.of(server), load, stage.settings().seconds()));
    }
  }

  private static Outcome outcome(Map<Kind, Measured> measured) {
    var mqtt = measured.get(Kind.MQTT);
    List<Row> rows = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    measured.forEach((kind, each) -> rows.add(new Row(kind.toString(), each.rounds)));
    for (var kind : List.of(Kind.WEB_SOCKET, Kind.HTTP)) {
      checks.add(
          new Check(
              "CPU of an update by MQTT / " + kind,
              Figures.ratio(mqtt.rounds, measured.get(kind).rounds, Round::cpuMicros),
              true,
              MOST_CPU));
    }
    measured.forEach(
        (kind, each) ->
            checks.add(
                new Check("KiB of a connection, " + kind, new Figures(each.kibs), true, MOST_KIB)));
    return new Outcome(rows, checks, List.of());
  }
}
