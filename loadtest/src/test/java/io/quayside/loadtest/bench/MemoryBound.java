package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether memory and takeovers stay as they are, however many shipments there are. */
record MemoryBound() implements Scenario {
  private static final int STEPS = 10;
  private static final double MIB = 1_048_576;
  private static final double GROWTH = 1.25;
  private static final long LOOK_NANOS = 200_000_000L;
  private static final long TAKEN_WITHIN_NANOS = 60_000_000_000L;
  private static final double TAKEOVER_MILLIS = 3_000;
  private static final Pattern TAKEN = Pattern.compile("taken=\\[(\\d[^]]*)].*millis=(\\d+)");

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "Bookings, and the heap in use after a collection with every tenth of them. Up to 20,000"
        + " shipments of each of 12 shards stay in memory; with more than twice as many the second"
        + " half may add a quarter at most. Then another node joins, takes half of the shards, and"
        + " the rest when the first is killed.";
  }

  @Override
  public Outcome measure(Stage stage) {
    stage.gateways(0);
    var gateway = stage.gateways(1).getFirst();
    int each = stage.settings().shipments() / STEPS;
    List<Double> heap = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      long start = System.nanoTime();
      Shipments.book(gateway.address(), each);
      double seconds = (System.nanoTime() - start) / 1e9;
      heap.add(gateway.heapAfterCollection() / MIB);
      var note =
          "%,d booked, %s/s: heap %s MiB after collection, resident %s MiB"
              .formatted(
                  step * each,
                  Figures.number(each / seconds),
                  Figures.number(heap.getLast()),
                  Figures.number(gateway.residentBytes() / MIB));
      notes.add(note);
      Stage.say("%s: %s", name(), note);
    }
    var growth = new Figures(List.of(heap.getLast() / heap.get(STEPS / 2 - 1)));
    var takeovers = takeovers(stage, notes);
    stage.gateways(0);
    return new Outcome(
        List.of(),
        List.of(
            new Check("heap, all / half booked", growth, true, GROWTH),
            new Check("takeover of shards, ms", takeovers, true, TAKEOVER_MILLIS)),
        notes);
  }

  /** How long the second node takes for what it takes, by its own account. */
  private Figures takeovers(Stage stage, List<String> notes) {
    var nodes = stage.gateways(2);
    int joined = awaitTaken(nodes.getLast(), 1).size();
    nodes.getFirst().kill();
    List<Double> millis = new ArrayList<>();
    for (var taken : awaitTaken(nodes.getLast(), joined + 1)) {
      millis.add(Double.valueOf(taken.group(2)));
      notes.add("shards %s taken in %s ms".formatted(taken.group(1), taken.group(2)));
    }
    return new Figures(millis);
  }

  private static List<MatchResult> awaitTaken(Server node, int least) {
    long deadline = System.nanoTime() + TAKEN_WITHIN_NANOS;
    List<MatchResult> taken = List.of();
    while (taken.size() < least) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(node.name() + " takes no shards");
      }
      LockSupport.parkNanos(LOOK_NANOS);
      taken = TAKEN.matcher(String.join("\n", node.said())).results().toList();
    }
    return taken;
  }
}
