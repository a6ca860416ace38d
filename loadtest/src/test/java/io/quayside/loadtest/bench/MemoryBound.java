package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;

/** Whether a node's memory stays where it is, however many shipments there are. */
record MemoryBound() implements Scenario {
  private static final int STEPS = 10;
  private static final double MIB = 1_048_576;
  private static final double GROWTH = 1.25;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String about() {
    return "Bookings, and the heap in use after a collection with every tenth of them. Up to 20,000"
        + " shipments of each of 12 shards stay in memory; with more than twice as many the second"
        + " half may add a quarter at most.";
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
    stage.gateways(0);
    return new Outcome(
        List.of(), List.of(new Check("heap, all / half booked", growth, true, GROWTH)), notes);
  }
}
