package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.Scenario.Outcome;
import java.nio.file.Path;
import java.util.List;

/** One run, from the settings to the page. */
public final class Run {
  private Run() {}

  /** Measures; false if a scenario failed. */
  public static boolean of(String[] arguments) {
    var settings = Settings.parse(arguments);
    var scenarios = Scenarios.named(settings.scenarios());
    var results = new Results(settings);
    boolean whole = true;
    try (var stage = new Stage(settings)) {
      for (var scenario : scenarios) {
        try {
          results.add(scenario, scenario.measure(stage));
        } catch (IllegalStateException | UnexpectedAnswer e) {
          whole = false;
          var failure = "FAILED: " + e.getMessage();
          Stage.say("%s %s", scenario.name(), failure);
          results.add(scenario, new Outcome(List.of(), List.of(), List.of(failure)));
        }
      }
    }
    System.out.println();
    System.out.println(results.table());
    Stage.say("written to %s", results.write(Path.of("results")));
    return whole;
  }
}
