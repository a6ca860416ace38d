package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;

/** How long a position takes from its POST to the subscriber's frame, at half the most there is. */
record EndToEnd() implements Scenario {
  private static final int SHIPMENTS = 64;
  private static final double P99_MILLIS = 25;

  @Override
  public String name() {
    return "end-to-end";
  }

  @Override
  public String about() {
    return "From when a POST of one position is due until its frame is there, at half of the rate"
        + " that a closed loop of as many connections reaches.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var settings = stage.settings();
    double most;
    try (var load = Scenarios.singlePositions(stage, gateway)) {
      stage.warmUp(name(), List.of(gateway), load);
      most = stage.round(name(), List.of(gateway), load, settings.seconds()).perSecond();
    }
    var shipments = stage.shipments().underWay(SHIPMENTS);
    var published = Positions.lines(shipments, 1);
    List<Round> rounds = new ArrayList<>();
    try (var load =
        new PushLoad(
            gateway.address(), shipments, 1, 1, settings.connections(), published, most / 2)) {
      for (int i = 0; i < settings.rounds(); i++) {
        rounds.add(stage.round(name(), List.of(gateway), load, settings.seconds()));
      }
    }
    return new Outcome(
        List.of(new Row("gateway", rounds)),
        List.of(new Check("p99, ms", Figures.of(rounds, Round::p99Millis), true, P99_MILLIS)),
        List.of("the most was %s positions/s".formatted(Figures.number(most))));
  }
}
