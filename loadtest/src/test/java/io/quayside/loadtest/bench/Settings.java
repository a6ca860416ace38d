package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run is asked for.
 *
 * @param scenarios their names, or {@code quick} or {@code all}
 * @param seconds of each round
 * @param rounds of each server, warm-up apart
 * @param warmUp seconds of each round before the first that counts
 * @param connections of the closed loops over HTTP
 * @param heap of each server's JVM, as {@code -Xmx} takes it
 * @param shipments that the memory scenario books
 * @param records events, and as many positions, that the rebuild scenarios replay
 */
record Settings(
    List<String> scenarios,
    double seconds,
    int rounds,
    double warmUp,
    int connections,
    String heap,
    int shipments,
    int records) {
  static final String USAGE =
      """
      usage: Bench [quick | all | SCENARIO ...] [--seconds N] [--rounds N] [--warm-up SECONDS]
                   [--connections N] [--heap 1g] [--shipments N] [--records N] [--device-tokens]
      """;

  /** The same as the scenario of that name. */
  private static final String DEVICE_TOKENS = "--device-tokens";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "seconds", "10",
          "rounds", "3",
          "warm-up", "4",
          "connections", "64",
          "heap", "1g",
          "shipments", "1200000",
          "records", "1000000");
  private static final Map<String, String> QUICK = Map.of("seconds", "3", "warm-up", "2");

  static Settings parse(String[] arguments) {
    List<String> scenarios = new ArrayList<>();
    Map<String, String> options = new HashMap<>(DEFAULTS);
    if (List.of(arguments).contains("quick")) {
      options.putAll(QUICK);
    }
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(DEVICE_TOKENS)) {
        scenarios.add(DeviceTokens.NAME);
        continue;
      }
      if (!arguments[i].startsWith("--")) {
        scenarios.add(arguments[i]);
        continue;
      }
      var option = arguments[i].substring(2);
      if (!DEFAULTS.containsKey(option) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + "\n" + USAGE);
      }
      options.put(option, arguments[++i]);
    }
    return new Settings(
        scenarios.isEmpty() ? List.of("all") : scenarios,
        Double.parseDouble(options.get("seconds")),
        Integer.parseInt(options.get("rounds")),
        Double.parseDouble(options.get("warm-up")),
        Integer.parseInt(options.get("connections")),
        options.get("heap"),
        Integer.parseInt(options.get("shipments")),
        Integer.parseInt(options.get("records")));
  }
}
