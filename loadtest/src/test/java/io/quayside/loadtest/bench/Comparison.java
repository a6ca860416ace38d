package io.quayside.loadtest.bench;

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
    Pair pair;
    try (var ours = gatewayLoad.apply(stage, gateway);
        var theirs = baselineLoad.apply(stage, bare)) {
      pair = Pair.measure(name, stage, new Pair.Side(gateway, ours), new Pair.Side(bare, theirs));
    }
    var checks =
        budgets.stream()
            .map(
                budget ->
                    new Check(
                        "%s / %s".formatted(budget.what, baseline),
                        Figures.ratio(pair.ours(), pair.theirs(), budget.figure),
                        budget.atMost,
                        budget.limit))
            .toList();
    return new Outcome(
        List.of(new Row("gateway", pair.ours()), new Row(baseline, pair.theirs())),
        checks,
        List.of());
  }
}
