package io.quayside.loadtest.bench;

import java.util.List;

/** A rebuild of the read models as fast as it goes, with nothing beside it. */
final class RebuildAlone implements Scenario {
  private static final int NO_PACE = 1_000_000;

  @Override
  public String name() {
    return "rebuild-alone";
  }

  @Override
  public String about() {
    return "Read models are rebuilt without a pace, with nothing beside it.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var gateway = stage.gateways(1).getFirst();
    var shipments = stage.shipments().underWay(Rebuild.SHIPMENTS);
    var generations = new Generations(gateway, stage.jdbcUrl());
    new LogFill(stage.settings(), gateway, generations, shipments).run();
    generations.vacuum();
    int current = generations.current();
    long cpu = gateway.cpuNanos();
    long compilers = gateway.compilerCpuNanos();
    long postgres = stage.postgresCpuNanos();
    long kafka = stage.kafkaCpuNanos();
    long start = System.nanoTime();
    int generation = generations.start(NO_PACE);
    double seconds = generations.watch(generation, start).await().seconds();
    var cost =
        new Cost(
            generations.records(generation, "events"),
            generations.records(generation, "positions"),
            seconds,
            gateway.cpuNanos() - cpu,
            gateway.compilerCpuNanos() - compilers,
            stage.postgresCpuNanos() - postgres,
            stage.kafkaCpuNanos() - kafka);
    long rows = generations.equalRows(current, generation);
    generations.drop(generation);
    return new Outcome(
        List.of(),
        List.of(),
        List.of(
            cost.rate(),
            cost.micros(),
            cost.cores(),
            "%s rows, the same in both generations".formatted(Figures.number((double) rows))));
  }

  /** What the processes have used from the start until the generation was ready. */
  private record Cost(
      double events,
      double positions,
      double seconds,
      long gatewayNanos,
      long compilerNanos,
      long postgresNanos,
      long kafkaNanos) {
    String rate() {
      return "%s events and %s positions in %s s: %s records/s"
          .formatted(
              Figures.number(events),
              Figures.number(positions),
              Figures.number(seconds),
              Figures.number((events + positions) / seconds));
    }

    String micros() {
      return "µs a record: gateway %s (compilers %s), PostgreSQL %s, Kafka %s"
          .formatted(
              micros(gatewayNanos),
              micros(compilerNanos),
              micros(postgresNanos),
              micros(kafkaNanos));
    }

    private String micros(long nanos) {
      return Figures.number(nanos / 1e3 / (events + positions));
    }

    String cores() {
      return "%s of %d cores busy: gateway %s, PostgreSQL %s, Kafka %s"
          .formatted(
              cores(gatewayNanos + postgresNanos + kafkaNanos),
              Runtime.getRuntime().availableProcessors(),
              cores(gatewayNanos),
              cores(postgresNanos),
              cores(kafkaNanos));
    }

    private String cores(long nanos) {
      return Figures.number(nanos / 1e9 / seconds);
    }
  }
}
