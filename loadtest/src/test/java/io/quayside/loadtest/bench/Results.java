package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.Scenario.Check;
import io.quayside.loadtest.bench.Scenario.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has measured, as a page and as JSON. */
final class Results {
  private static final String HEAD =
      """
      | scenario | server | rate /s | p50 ms | p99 ms | server µs | compilers µs | client µs | Kafka µs | PostgreSQL µs | allocated B | RSS MiB |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private static final String CHECKS_HEAD =
      """
      | scenario | figure | measured | budget | kept |
      |---|---|---|---|---|
      """;

  private final Settings settings;

  /** As it was when the servers were started. */
  private final String commit = commit();

  private final Map<Scenario, Outcome> outcomes = new LinkedHashMap<>();

  Results(Settings settings) {
    this.settings = settings;
  }

  void add(Scenario scenario, Outcome outcome) {
    outcomes.put(scenario, outcome);
  }

  String table() {
    var out = new StringBuilder(HEAD);
    outcomes.forEach(
        (scenario, outcome) -> {
          for (var row : outcome.rows()) {
            var rounds = row.rounds();
            out.append("| %s | %s |".formatted(scenario.name(), row.server()));
            for (var figure :
                List.of(
                    Figures.of(rounds, Round::perSecond),
                    Figures.of(rounds, Round::p50Millis),
                    Figures.of(rounds, Round::p99Millis),
                    Figures.of(rounds, Round::cpuMicros),
                    Figures.of(rounds, Round::compilerMicros),
                    Figures.of(rounds, Round::clientMicros),
                    Figures.of(rounds, Round::kafkaMicros),
                    Figures.of(rounds, Round::postgresMicros),
                    Figures.of(rounds, Round::allocatedBytes),
                    Figures.of(rounds, Round::residentMiB))) {
              out.append(' ').append(figure.text()).append(" |");
            }
            out.append('\n');
          }
        });
    out.append('\n').append(CHECKS_HEAD);
    outcomes.forEach(
        (scenario, outcome) -> {
          for (var check : outcome.checks()) {
            out.append(
                "| %s | %s | %s | %s %s | %s |%n"
                    .formatted(
                        scenario.name(),
                        check.what(),
                        check.figures().text(),
                        check.atMost() ? "≤" : "≥",
                        Figures.number(check.limit()),
                        check.kept() ? "yes" : "**no**"));
          }
        });
    return out.toString();
  }

  private String page() {
    var out = new StringBuilder("# Benchmark of %s%n%n".formatted(commit));
    environment()
        .forEach(entry -> out.append("- %s: %s%n".formatted(entry.getKey(), entry.getValue())));
    out.append("\nMedians, and in brackets the range of the rounds.");
    out.append(" BENCH.md says what the columns mean.\n\n").append(table()).append('\n');
    outcomes.forEach(
        (scenario, outcome) -> {
          out.append("## %s%n%n%s%n%n".formatted(scenario.name(), scenario.about()));
          outcome.notes().forEach(note -> out.append("- ").append(note).append('\n'));
          out.append(outcome.notes().isEmpty() ? "" : "\n");
        });
    return out.toString().stripTrailing() + "\n";
  }

  private JsonObject environment() {
    return new JsonObject()
        .put("commit", commit)
        .put("day", LocalDate.now(ZoneOffset.UTC).toString())
        .put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("heap", settings.heap())
        .put("seconds", settings.seconds())
        .put("rounds", settings.rounds())
        .put("connections", settings.connections());
  }

  /** The page and the JSON beside it; says where. */
  Path write(Path directory) {
    var name =
        "%s-%s-%s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC), commit, String.join("-", settings.scenarios()));
    var scenarios = new JsonArray();
    outcomes.forEach((scenario, outcome) -> scenarios.add(json(scenario, outcome)));
    var json = new JsonObject().put("environment", environment()).put("scenarios", scenarios);
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(name + ".json"), json.encodePrettily() + "\n");
      return Files.writeString(directory.resolve(name + ".md"), page());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject json(Scenario scenario, Outcome outcome) {
    var rows = new JsonArray();
    for (var row : outcome.rows()) {
      var rounds = new JsonArray();
      row.rounds().forEach(round -> rounds.add(json(round)));
      rows.add(new JsonObject().put("server", row.server()).put("rounds", rounds));
    }
    var checks = new JsonArray();
    outcome.checks().forEach(check -> checks.add(json(check)));
    return new JsonObject()
        .put("scenario", scenario.name())
        .put("rows", rows)
        .put("checks", checks)
        .put("notes", new JsonArray(outcome.notes()));
  }

  private static JsonObject json(Round round) {
    return new JsonObject()
        .put("messages", round.messages())
        .put("perSecond", round.perSecond())
        .put("p50Millis", round.p50Millis())
        .put("p99Millis", round.p99Millis())
        .put("cpuMicros", round.cpuMicros())
        .put("compilerMicros", round.compilerMicros())
        .put("clientMicros", round.clientMicros())
        .put("kafkaMicros", round.kafkaMicros())
        .put("postgresMicros", round.postgresMicros())
        .put("allocatedBytes", round.allocatedBytes())
        .put("residentMiB", round.residentMiB());
  }

  private static JsonObject json(Check check) {
    return new JsonObject()
        .put("what", check.what())
        .put("values", new JsonArray(check.figures().values()))
        .put(check.atMost() ? "atMost" : "atLeast", check.limit())
        .put("kept", check.kept());
  }

  private static String commit() {
    try {
      var git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return said.isEmpty() ? "unknown" : said;
    } catch (IOException noGit) {
      return "unknown";
    }
  }
}
