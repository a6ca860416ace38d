package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;

/** Shipments that scenarios drive: booked once a run, and on their way. */
final class Shipments {
  private static final int CONNECTIONS = 32;
  private static final double AS_LONG_AS_IT_TAKES = 600;

  private final Stage stage;
  private final List<byte[]> underWay = new ArrayList<>();

  Shipments(Stage stage) {
    this.stage = stage;
  }

  /** So many that have been picked up. */
  List<byte[]> underWay(int count) {
    int missing = count - underWay.size();
    if (missing > 0) {
      Stage.say("gateway: books %d shipments and has them picked up", missing);
      underWay.addAll(underWay(stage.gateways(1).getFirst().address(), missing, ""));
    }
    return List.copyOf(underWay.subList(0, count));
  }

  /** Fresh ones that have been picked up, by requests with the lines of further headers. */
  static List<byte[]> underWay(InetSocketAddress address, int count, String headers) {
    var booked = book(address, count, headers);
    each(address, booked, Talks.carrier(headers));
    each(address, booked, Talks.milestone("PICKED_UP", headers));
    return booked;
  }

  /** Books so many, and says which. */
  static List<byte[]> book(InetSocketAddress address, int count) {
    return book(address, count, "");
  }

  private static List<byte[]> book(InetSocketAddress address, int count, String headers) {
    List<byte[]> booked = new ArrayList<>();
    int connections = Math.min(CONNECTIONS, count);
    var talks =
        IntStream.range(0, connections)
            .mapToObj(i -> new Talks.Bookings(booked, share(count, connections, i), headers))
            .toList();
    try (var load = new ClosedLoad(Kind.HTTP, List.of(address), talks)) {
      load.run(AS_LONG_AS_IT_TAKES);
    }
    return booked;
  }

  private static int share(int count, int parts, int part) {
    return count / parts + (part < count % parts ? 1 : 0);
  }

  private static void each(InetSocketAddress address, List<byte[]> shipments, Message command) {
    Queue<byte[]> rest = new ArrayDeque<>(shipments);
    var keys = new Talks.Keys();
    var clock = new WallClock();
    var talks =
        IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> new Talks.Once(command, rest, keys, clock))
            .toList();
    try (var load = new ClosedLoad(Kind.HTTP, List.of(address), talks)) {
      load.run(AS_LONG_AS_IT_TAKES);
    }
  }
}
