package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** The gateway beside a bare server, in turn, each under a load of its own. */
record Comparison(
    String name,
    String about,
    String baseline,
    BiFunction<Stage, Server, Load> gatewayLoad,
    BiFunction<Stage, Server, Load> baselineLoad,
    List<Budget> budgets)
    implements Scenario {

  /** What a ratio of gateway to baseline may be. */
  record Budget(String what, ToDoubleFunction<Round> figure, boolean atMost, double limit) {
    static Budget cpu(double most) {
      return new Budget("CPU", Round::cpuMicros, true, most);
    }

    static Budget rate(double least) {
      return new Budget("rate", Round::perSecond, false, least);
    }

    static Budget p50(double most) {
      return new Budget("p50", Round::p50Millis, true, most);
    }

    static Budget p99(double most) {
      return new Budget("p99", Round::p99Millis, true, most);
    }
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var bare = stage.baseline(baseline);
    List<Round> ours = new ArrayList<>();
    List<Round> theirs = new ArrayList<>();
    var settings = stage.settings();
    try (var gatewayDriven = gatewayLoad.apply(stage, gateway);
        var bareDriven = baselineLoad.apply(stage, bare)) {
      stage.warmUp(name, List.of(bare), bareDriven);
      stage.warmUp(name, List.of(gateway), gatewayDriven);
      for (int i = 0; i < settings.rounds(); i++) {
        ours.add(stage.round(name, List.of(gateway), gatewayDriven, settings.seconds()));
        theirs.add(stage.round(name, List.of(bare), bareDriven, settings.seconds()));
      }
    }
    var checks =
        budgets.stream()
            .map(
                budget ->
                    new Check(
                        "%s / %s".formatted(budget.what, baseline),
                        Figures.ratio(ours, theirs, budget.figure),
                        budget.atMost,
                        budget.limit))
            .toList();
    return new Outcome(
        List.of(new Row("gateway", ours), new Row(baseline, theirs)), checks, List.of());
  }
}
