package io.quayside.gateway.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.Batches;
import io.quayside.gateway.harness.Bodies;
import io.quayside.gateway.harness.Client;
import io.quayside.gateway.harness.Dispatcher;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.SharedGateway;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many shipments on the page, some of them moving each second. The figures of the documents: {@code
 * -Dpage.shipments=10000 -Dpage.moving=500 -Dpage.seconds=600}.
 */
@ExtendWith(SharedGateway.class)
class PageFleetIT {
  private static final int SHIPMENTS = Integer.getInteger("page.shipments", 250);
  private static final int MOVING = Integer.getInteger("page.moving", 20);
  private static final int SECONDS = Integer.getInteger("page.seconds", 3);
  private static final Duration WITHIN = Duration.ofMinutes(2);
  private static final int SAMPLES = 12;
  private static final int IN_FLIGHT = 64;
  private static final int LINES = 1_000;

  private final GatewayProcess gateway;
  private final Client client;

  PageFleetIT(GatewayProcess gateway) {
    this.gateway = gateway;
    this.client = gateway.client();
  }

  private record Sample(long heapBytes, int framesPerSecond) {}

  @Test
  void shouldShowManyShipmentsThatMove() {
    var ids = book();
    var batches = new Batches(client);
    IntStream.range(0, (ids.size() + LINES - 1) / LINES)
        .forEach(
            n -> move(batches, ids.subList(n * LINES, Math.min((n + 1) * LINES, ids.size())), 1));
    try (var visit = Visit.of(gateway.ports().http());
        var mover = Executors.newSingleThreadScheduledExecutor()) {
      long start = System.nanoTime();
      visit.go("#/shipments", "shipments");
      visit.awaitElement("tr[data-shipment-id]");
      long rows = System.nanoTime();
      visit.go("#/", "overview");
      visit.browser().awaitTrue(markers() + " >= " + SHIPMENTS, WITHIN.toSeconds());
      long markers = System.nanoTime();
      System.out.printf(
          "%d shipments: rows after %d ms, on the map after %d ms%n",
          SHIPMENTS, millis(rows - start), millis(markers - start));

      var moving = ids.subList(0, MOVING);
      var moves = mover.scheduleAtFixedRate(new Mover(batches, moving), 0, 1, TimeUnit.SECONDS);
      visit.browser().awaitTrue("Number(document.querySelector('[data-map]').dataset.fps) > 1");
      var samples = samples(visit);
      assertThat(moves.isDone()).as("moving has failed").isFalse();
      mover.shutdown();
      long early = samples.get(SAMPLES / 4).heapBytes();
      assertThat(samples.getLast().heapBytes()).as("flat").isLessThan(2 * early);
      visit.expectNoComplaints();
    }
  }

  /** Over the whole time; the heap each time after a collection. */
  private static List<Sample> samples(Visit visit) {
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    for (int n = 1; n <= SAMPLES; n++) {
      long due = Duration.ofSeconds(SECONDS).toNanos() * n / SAMPLES;
      await().atMost(Duration.ofSeconds(SECONDS + 60)).until(() -> System.nanoTime() - start > due);
      var frames = (String) visit.browser().evaluate("document.querySelector('.map').dataset.fps");
      var sample = new Sample(visit.browser().heapInUse(), Integer.parseInt(frames));
      samples.add(sample);
      System.out.printf(
          "after %d s: %.1f MiB, %d frames/s%n",
          SECONDS * n / SAMPLES, sample.heapBytes() / 1048576.0, sample.framesPerSecond());
    }
    return samples;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  private static String markers() {
    return "Number(document.querySelector('[data-map]')?.dataset.markers)";
  }

  private List<String> book() {
    var dispatcher = new Dispatcher(client);
    List<CompletableFuture<String>> booked = new ArrayList<>();
    var running = new ArrayDeque<CompletableFuture<String>>();
    for (int i = 0; i < SHIPMENTS; i++) {
      var one =
          client
              .postAsync("/v1/shipments", Bodies.booking())
              .thenApply(answer -> answer.expect(201).json().getString("shipmentId"));
      booked.add(one);
      running.add(one);
      if (running.size() > IN_FLIGHT) {
        running.poll().join();
      }
    }
    var ids = booked.stream().map(CompletableFuture::join).toList();
    ids.forEach(id -> dispatcher.view(id, 1));
    return ids;
  }

  /** Each a bit further on a line of its own. */
  private static void move(Batches batches, List<String> ids, int step) {
    var lines =
        IntStream.range(0, ids.size())
            .mapToObj(
                i ->
                    Bodies.position("ais-" + i, step)
                        .put("shipmentId", ids.get(i))
                        .put("position", Visit.json("lat", lat(i), "lon", lon(i, step)))
                        .encode())
            .collect(Collectors.joining("\n"));
    batches.post(lines.getBytes(UTF_8)).expect(200);
  }

  private static double lat(int i) {
    return -50 + i % 101;
  }

  private static double lon(int i, int step) {
    return (i * 7 + step * 0.1) % 360 - 180;
  }

  private static final class Mover implements Runnable {
    private final Batches batches;
    private final List<String> ids;
    private int step = 1;

    Mover(Batches batches, List<String> ids) {
      this.batches = batches;
      this.ids = ids;
    }

    @Override
    public void run() {
      move(batches, ids, ++step);
    }
  }
}
