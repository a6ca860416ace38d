package io.quayside.loadtest.bench;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/**
 * A rebuild of the read models beside commands, queries, a webhook and a relay, and the switch to
 * it: no query fails, nothing is sent twice, and all rows are equal, or the scenario fails.
 */
final class Rebuild implements Scenario {
  static final String NAME = "rebuild";

  /** Shipments that have the records of the log. */
  static final int SHIPMENTS = 10_000;

  private static final int COMMANDS_PER_SECOND = 2_000;
  private static final int READ_BACK = 200;
  private static final String SENT = "shipment.carrier-assigned.v1";
  private static final String RELAY = "bench";

  /** What a rebuild reads in a second unless it is told otherwise. */
  private static final int DEFAULT_PACE = 20_000;

  private static final double P99_RATIO = 2;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long SENT_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(2);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "Read models are rebuilt at the default pace beside %,d milestones a second,"
            .formatted(COMMANDS_PER_SECOND)
        + " a reader that asks for each version that it has made, a webhook and a relay.";
  }

  @Override
  public Outcome measure(Stage stage) {
    try (var sink = new EventSink()) {
      var gateway = stage.sending(sink.relay(RELAY, SENT));
      try {
        return measure(stage, gateway, sink);
      } finally {
        stage.gateways(0);
      }
    }
  }

  private static Outcome measure(Stage stage, Server gateway, EventSink sink) {
    var api = new HttpTalk(gateway.address().getPort());
    var shipments = stage.shipments().underWay(SHIPMENTS);
    var readBack = Shipments.book(gateway.address(), READ_BACK);
    var generations = new Generations(gateway, stage.jdbcUrl());
    new LogFill(stage.settings(), gateway, generations, shipments).run();
    generations.vacuum();
    await("the relay is behind", () -> lag(api) == 0);
    removeWebhooks(api);
    api.call("POST", "/v1/webhooks", sink.webhook(SENT), 201);
    try (var commands = commands(stage, gateway, shipments)) {
      return new Measurement(stage, gateway, api, generations, sink, readBack, commands).outcome();
    }
  }

  /** Those that other scenarios have left. */
  private static void removeWebhooks(HttpTalk api) {
    for (var left : api.call("GET", "/v1/webhooks?limit=200", null, 200).getJsonArray("items")) {
      api.call("DELETE", "/v1/webhooks/" + ((JsonObject) left).getString("webhookId"), null, 204);
    }
  }

  private static long lag(HttpTalk api) {
    return api.call("GET", "/v1/relays/" + RELAY, null, 200).getLong("lagRecords");
  }

  private static void await(String otherwise, BooleanSupplier condition) {
    long deadline = System.nanoTime() + SENT_WITHIN_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(otherwise);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static PacedLoad commands(Stage stage, Server gateway, List<byte[]> shipments) {
    var keys = new Talks.Keys();
    var talks =
        Talks.split(shipments, stage.settings().connections()).stream()
            .map(part -> new Talks.Milestones(part, keys, 200))
            .toList();
    return new PacedLoad(gateway.address(), talks, COMMANDS_PER_SECOND);
  }

  /** Rounds under the same circumstances, and the latencies of all of them. */
  private static final class Rounds {
    final List<Round> rounds = new ArrayList<>();
    final Latencies latencies = new Latencies();

    double p99Millis() {
      return latencies.quantileMillis(0.99);
    }

    /** Cores that are busy with what costs so many microseconds per message. */
    String cores(ToDoubleFunction<Round> micros) {
      var cores = Figures.of(rounds, r -> r.perSecond() * micros.applyAsDouble(r) / 1e6);
      return Figures.number(cores.median());
    }

    String cores() {
      return "gateway %s, PostgreSQL %s, Kafka %s, client %s"
          .formatted(
              cores(Round::cpuMicros),
              cores(Round::postgresMicros),
              cores(Round::kafkaMicros),
              cores(Round::clientMicros));
    }
  }

  /** What is measured once the log is filled. */
  private static final class Measurement {
    private final Stage stage;
    private final Server gateway;
    private final HttpTalk api;
    private final Generations generations;
    private final EventSink sink;
    private final List<byte[]> readBack;
    private final PacedLoad commands;
    private final List<String> notes = new ArrayList<>();
    private long assignments;
    private long queries;

    Measurement(
        Stage stage,
        Server gateway,
        HttpTalk api,
        Generations generations,
        EventSink sink,
        List<byte[]> readBack,
        PacedLoad commands) {
      this.stage = stage;
      this.gateway = gateway;
      this.api = api;
      this.generations = generations;
      this.sink = sink;
      this.readBack = readBack;
      this.commands = commands;
    }

    Outcome outcome() {
      var alone = new Rounds();
      var beside = new Rounds();
      var switched = new Rounds();
      long relayed = sink.relayed();
      int former = generations.current();
      int generation =
          besideReader(
              () -> {
                drive(new Rounds());
                for (int i = 0; i < stage.settings().rounds(); i++) {
                  drive(alone);
                }
                return build(beside);
              });
      long rows = generations.equalRows(former, generation);
      besideReader(
          () -> {
            drive(new Rounds());
            generations.switchTo(generation);
            drive(switched);
            generations.drop(former);
            drive(new Rounds());
            return generation;
          });
      notes.add("%s rows, the same in both generations".formatted(Figures.number((double) rows)));
      notes.add(
          "p99 of all commands: alone %s ms, beside %s ms, from the switch on %s ms"
              .formatted(
                  Figures.number(alone.p99Millis()),
                  Figures.number(beside.p99Millis()),
                  Figures.number(switched.p99Millis())));
      notes.add(
          "%s queries, none failed, none showed an older version"
              .formatted(Figures.number((double) queries)));
      notes.add(sentOnce(relayed));
      notes.add("cores busy alone: " + alone.cores());
      notes.add("cores busy beside: " + beside.cores());
      return new Outcome(
          List.of(
              new Row("commands alone", alone.rounds), new Row("commands beside", beside.rounds)),
          List.of(
              new Check(
                  "p99 of all commands beside / alone",
                  new Figures(List.of(beside.p99Millis() / alone.p99Millis())),
                  true,
                  P99_RATIO)),
          notes);
    }

    private int besideReader(IntSupplier work) {
      var reader = new ReadBack(api, readBack);
      int result;
      try (reader) {
        result = work.getAsInt();
      }
      assignments += reader.commands();
      queries += reader.queries();
      return result;
    }

    private void drive(Rounds rounds) {
      rounds.rounds.add(
          stage.roundBeside(NAME, List.of(gateway), commands, stage.settings().seconds()));
      rounds.latencies.add(commands.latencies());
    }

    /** Builds a generation; in the last round it may have become ready. */
    private int build(Rounds beside) {
      long start = System.nanoTime();
      int generation = generations.start(DEFAULT_PACE);
      var building = generations.watch(generation, start);
      while (!building.isOver()) {
        drive(beside);
      }
      var built = building.await();
      double events = generations.records(generation, "events");
      double positions = generations.records(generation, "positions");
      notes.add(
          "%s events and %s positions in %s s: %s records/s, at a pace of %s"
              .formatted(
                  Figures.number(events),
                  Figures.number(positions),
                  Figures.number(built.seconds()),
                  Figures.number((events + positions) / built.seconds()),
                  Figures.number(DEFAULT_PACE)));
      if (built.toldEta()) {
        notes.add(
            "ETA after %s s: %s s; it took %s s more"
                .formatted(
                    Figures.number(built.etaAtSeconds()),
                    Figures.number(built.etaSeconds()),
                    Figures.number(built.seconds() - built.etaAtSeconds())));
      }
      return generation;
    }

    /** Awaits that every assignment has been sent both ways, and fails if one came twice. */
    private String sentOnce(long relayedBefore) {
      await("events were not sent", () -> sink.sent() >= assignments);
      await("events were not relayed", () -> sink.relayed() - relayedBefore >= assignments);
      if (sink.repeated() > 0) {
        throw new IllegalStateException(sink.repeated() + " events were sent again");
      }
      return "%s events by webhook and as many by relay, none twice"
          .formatted(Figures.number((double) assignments));
    }
  }
}
