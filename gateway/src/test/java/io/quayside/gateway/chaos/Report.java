package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Violation;
import io.quayside.gateway.chaos.Measurements.Spread;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** What a run came to, for people as Markdown and for programs as JSON. */
final class Report {
  private static final int VIOLATIONS_SHOWN = 20;

  private final Options options;
  private final String network;
  private final boolean cuts;
  private final List<Fault> faults;
  private final History history;
  private final Measurements measurements;
  private final EventsCheck events;
  private final UpdatesCheck updates;
  private final BookingsCheck bookings;
  private final String brokenOff;

  /**
   * A report.
   *
   * @param network what the cluster ran in, and why not in namespaces
   * @param cuts whether the network could be cut
   * @param brokenOff why the run ended early; empty where it did not
   */
  Report(
      Options options,
      String network,
      boolean cuts,
      List<Fault> faults,
      History history,
      EventsCheck events,
      UpdatesCheck updates,
      BookingsCheck bookings,
      String brokenOff) {
    this.options = options;
    this.network = network;
    this.cuts = cuts;
    this.faults = List.copyOf(faults);
    this.history = history;
    this.measurements = new Measurements(history.acceptances());
    this.events = events;
    this.updates = updates;
    this.bookings = bookings;
    this.brokenOff = brokenOff;
  }

  /** Whether everything held that must hold. */
  boolean passed() {
    return brokenOff.isEmpty() && history.violations().isEmpty();
  }

  /** Writes both forms. */
  void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("report.md"), markdown());
    Files.writeString(directory.resolve("report.json"), json().encodePrettily() + "\n");
  }

  JsonObject json() {
    var kinds = new JsonObject();
    for (var kind : FaultKind.values()) {
      var spread = unavailability(kind);
      if (spread.count() > 0) {
        kinds.put(kind.title(), spread(spread));
      }
    }
    var violations = new JsonObject();
    for (var kind : Violation.Kind.values()) {
      violations.put(kind.name().toLowerCase(Locale.ROOT), history.count(kind));
    }
    var answers = new JsonObject();
    history.answers().forEach((status, count) -> answers.put(Integer.toString(status), count));
    var first = new JsonArray();
    history.violations().forEach(one -> first.add(one.kind() + ": " + one.detail()));
    return new JsonObject()
        .put("seed", options.seed())
        .put("passed", passed())
        .put("brokenOff", brokenOff)
        .put("network", network)
        .put("cuts", cuts)
        .put("faults", faults.size())
        .put("unavailableMillis", kinds)
        .put("untilAcceptedAfterKillMillis", spread(untilAccepted()))
        .put("slowestDuringLeaveMillis", spread(leaves()))
        .put("answers", answers)
        .put("commandsAcknowledged", history.acceptances().size())
        .put("updatesAcknowledged", history.tracked().size())
        .put("eventRecords", events.records())
        .put("eventRecordsSkipped", events.skipped())
        .put("updateRecords", updates.records())
        .put("updatesLoggedTwice", updates.loggedTwice())
        .put("updatesAcceptedTwice", updates.acceptedTwice())
        .put("bookingsEnded", history.bookings().size())
        .put("processSteps", bookings.steps())
        .put("framesDelivered", history.frames())
        .put("reconnects", history.reconnects())
        .put("violations", violations)
        .put("details", first);
  }

  private static JsonObject spread(Spread spread) {
    return new JsonObject()
        .put("count", spread.count())
        .put("median", spread.median())
        .put("worst", spread.worst());
  }

  private Spread unavailability(FaultKind kind) {
    return Spread.of(
        faults.stream().filter(f -> f.kind() == kind).map(measurements::slowest).toList());
  }

  private Spread untilAccepted() {
    return Spread.of(
        faults.stream().flatMap(fault -> measurements.untilAccepted(fault).stream()).toList());
  }

  private Spread leaves() {
    return Spread.of(
        faults.stream()
            .flatMap(fault -> fault.leaves().stream())
            .map(measurements::slowest)
            .toList());
  }

  String markdown() {
    var text = new StringJoiner("\n", "", "\n");
    text.add("# Chaos: " + (passed() ? "passed" : "FAILED")).add("");
    if (!brokenOff.isEmpty()) {
      text.add("**Broken off:** " + brokenOff).add("");
    }
    text.add("Seed %d, %d faults, %s.".formatted(options.seed(), faults.size(), network)).add("");
    summary(text);
    text.add("")
        .add("| fault | count | unavailable, median ms | worst ms |")
        .add("|---|---|---|---|");
    for (var kind : FaultKind.values()) {
      var spread = unavailability(kind);
      text.add(
          "| %s | %d | %d | %d |"
              .formatted(kind.title(), spread.count(), spread.median(), spread.worst()));
    }
    text.add("").add("| # | fault | target | whole after s | slowest command ms |");
    text.add("|---|---|---|---|---|");
    faults.forEach(
        fault ->
            text.add(
                "| %d | %s | %s | %.1f | %d |"
                    .formatted(
                        fault.number(),
                        fault.kind().title(),
                        fault.target(),
                        fault.nanos() / 1e9,
                        measurements.slowest(fault))));
    violations(text);
    return text.toString();
  }

  private void summary(StringJoiner text) {
    var kill = untilAccepted();
    var leave = leaves();
    var promised = history.acceptances().size();
    var rows = new ArrayList<List<?>>();
    rows.add(List.of("answers by status (0: none)", history.answers()));
    rows.add(List.of("commands acknowledged", promised));
    rows.add(List.of("updates acknowledged", history.tracked().size()));
    rows.add(
        List.of(
            "records of events, of them counted by nobody",
            events.records() + ", " + events.skipped()));
    for (var kind : Violation.Kind.values()) {
      var name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      rows.add(List.of("**" + name + "**", history.count(kind)));
    }
    rows.add(
        List.of(
            "updates logged twice, accepted twice",
            updates.loggedTwice() + ", " + updates.acceptedTwice()));
    rows.add(
        List.of(
            "bookings brought to their end, steps of their processes",
            history.bookings().size() + ", " + bookings.steps()));
    rows.add(
        List.of(
            "event frames delivered, reconnects", history.frames() + ", " + history.reconnects()));
    rows.add(
        List.of(
            "kill -9 of an owner to the first accepted command, per shard",
            "median %d ms, worst %d ms, of %d (targets 3,000 and 8,000)"
                .formatted(kill.median(), kill.worst(), kill.count())));
    rows.add(
        List.of(
            "slowest command during a planned leave",
            "median %d ms, worst %d ms, of %d (target 1,000)"
                .formatted(leave.median(), leave.worst(), leave.count())));
    text.add("| | |").add("|---|---|");
    rows.forEach(row -> text.add("| %s | %s |".formatted(row.getFirst(), row.getLast())));
  }

  private void violations(StringJoiner text) {
    var violations = history.violations();
    if (!violations.isEmpty()) {
      text.add("").add("## What must not be").add("");
      violations.stream()
          .limit(VIOLATIONS_SHOWN)
          .forEach(one -> text.add("- " + one.kind() + ": " + one.detail()));
    }
  }
}
