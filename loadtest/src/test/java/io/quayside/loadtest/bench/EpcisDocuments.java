package io.quayside.loadtest.bench;

import io.quayside.loadtest.bench.ClosedLoad.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** EPCIS documents of 1,000 events, small ones and as long as a body may be, each new. */
final class EpcisDocuments implements Scenario {
  static final String NAME = "epcis";

  private static final int EVENTS = 1_000;
  private static final int SHIPMENTS = 2_000;
  private static final int CONNECTIONS = 4;

  /** Beside an event's own members, so that 1,000 of them take nearly 4 MiB. */
  private static final int PADDING = 3_700;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "EPCIS documents of 1,000 positions of 1,000 devices, of 0.4 and of 4 MiB; one message"
        + " is an event.";
  }

  @Override
  public Outcome measure(Stage stage) {
    var shipments = stage.shipments().underWay(SHIPMENTS);
    var server = stage.gateways(1).getFirst();
    List<Row> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (var size : List.of("0.4 MiB", "4 MiB")) {
      var padding = size.equals("4 MiB") ? ",\"bench:padding\":\"" + "x".repeat(PADDING) + '"' : "";
      var talks =
          IntStream.range(0, CONNECTIONS)
              .mapToObj(i -> new Documents(shipments, event(padding)))
              .toList();
      try (var load = new ClosedLoad(Kind.HTTP, List.of(server.address()), talks)) {
        stage.warmUp(NAME, List.of(server), load);
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < stage.settings().rounds(); i++) {
          rounds.add(stage.round(NAME, List.of(server), load, stage.settings().seconds()));
        }
        rows.add(new Row("documents of " + size, rounds));
      }
      notes.add(
          "%s: %s MiB of heap after a collection, %s MiB resident"
              .formatted(
                  size,
                  Figures.number(server.heapAfterCollection() / 1_048_576.0),
                  Figures.number(server.residentBytes() / 1_048_576.0)));
    }
    return new Outcome(rows, List.of(), notes);
  }

  /** A position, with further members. */
  private static String event(String more) {
    return """
    {"type":"ObjectEvent","eventID":"urn:uuid:bench-${number:18}",\
    "eventTime":"${time:24}","eventTimeZoneOffset":"+00:00","action":"OBSERVE",\
    "bizStep":"transporting","readPoint":{"id":"geo:53.54112,9.96634"},\
    "sensorElementList":[{"sensorMetadata":{"deviceID":"bench-${device:18}"},\
    "sensorReport":[]}],"epcList":["urn:quayside:shipment:${shipment:26}"]%s}\
    """
        .formatted(more);
  }

  /** One connection's documents. */
  private static final class Documents implements Talk {
    private static final AtomicLong NUMBERS =
        new AtomicLong(System.currentTimeMillis() * 1_000_000L % 1_000_000_000_000_000_000L);
    private static final int WIDTH = 18;

    private final Message message;
    private final WallClock clock = new WallClock();
    private final int[] numbers;
    private final int[] devices;

    Documents(List<byte[]> shipments, String event) {
      var events = String.join(",", Collections.nCopies(EVENTS, event));
      message =
          Message.post(
              "/v1/epcis/capture",
              Talks.JSON,
              "",
              "{\"@context\":\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\","
                  + "\"type\":\"EPCISDocument\",\"epcisBody\":{\"eventList\":["
                  + events
                  + "]}}");
      numbers = message.places("number");
      devices = message.places("device");
      int[] places = message.places("shipment");
      for (int i = 0; i < places.length; i++) {
        message.text(places[i], shipments.get(i % shipments.size()));
      }
    }

    @Override
    public Message next() {
      for (int i = 0; i < numbers.length; i++) {
        long number = NUMBERS.incrementAndGet();
        message.number(numbers[i], WIDTH, number);
        message.number(devices[i], WIDTH, number);
      }
      message.text("time", clock.now());
      return message;
    }

    @Override
    public boolean expected(int status, ByteBuffer in, int at, int length) {
      return status == 202;
    }

    @Override
    public int weight() {
      return EVENTS;
    }
  }
}
