package io.quayside.loadtest.bench;

import com.sun.net.httpserver.HttpServer;
import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * Milestones at a gateway that samples so many of its traces, beside one that traces nothing, in
 * turn. The spans go to a collector in the client's process, which drops them.
 *
 * @param mostCpu how many times the CPU of the other one it may take
 */
record Traced(int percent, double mostCpu) implements Scenario {
  private static final int SHIPMENTS = 2_000;
  private static final int OK = 200;

  @Override
  public String name() {
    return "traces-" + percent;
  }

  @Override
  public String about() {
    return "Milestones with %d %% of the traces sampled, beside a gateway that traces nothing."
        .formatted(percent);
  }

  @Override
  public Outcome measure(Stage stage) {
    var untraced = stage.gateways(1).getFirst();
    var theirs = stage.shipments().underWay(SHIPMENTS);
    try (var collector = new Collector();
        var traced = new Gateway(stage, collector, percent)) {
      var ours = Shipments.underWay(traced.server.address(), SHIPMENTS, "");
      try (var our = milestones(stage, traced.server, ours);
          var their = milestones(stage, untraced, theirs)) {
        var pair =
            Pair.measure(
                name(), stage, new Pair.Side(traced.server, our), new Pair.Side(untraced, their));
        var ratio = Figures.ratio(pair.ours(), pair.theirs(), Round::cpuMicros);
        return new Outcome(
            List.of(new Row("traced", pair.ours()), new Row("not traced", pair.theirs())),
            List.of(new Check("CPU traced / not traced", ratio, true, mostCpu)),
            List.of());
      }
    }
  }

  private static Load milestones(Stage stage, Server server, List<byte[]> shipments) {
    var keys = new Talks.Keys();
    var talks =
        Talks.split(shipments, stage.settings().connections()).stream()
            .map(part -> new Talks.Milestones(part, keys, OK))
            .toList();
    return new ClosedLoad(Kind.HTTP, List.of(server.address()), talks);
  }

  /** A gateway that traces, with services of its own. */
  private static final class Gateway implements AutoCloseable {
    private final Server server;

    Gateway(Stage stage, Collector collector, int percent) {
      server =
          stage
              .services("traced-" + percent)
              .gateway(
                  "gateway-traced",
                  0,
                  stage.settings().heap(),
                  List.of(),
                  Map.of(
                      "QUAYSIDE_TRACES_ENABLED",
                      "true",
                      "QUAYSIDE_TRACES_ENDPOINT",
                      collector.url(),
                      "QUAYSIDE_TRACES_PERCENT",
                      Integer.toString(percent)));
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** Takes spans, and drops them. */
  private static final class Collector implements AutoCloseable {
    private final HttpServer server;

    Collector() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              exchange.sendResponseHeaders(OK, -1);
            }
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
