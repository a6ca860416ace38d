package io.quayside.loadtest.bench;

import java.nio.file.Path;

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
          Stage.say("%s FAILED: %s", scenario.name(), e);
        }
      }
    }
    System.out.println();
    System.out.println(results.table());
    Stage.say("written to %s", results.write(Path.of("results")));
    return whole;
  }
}
