package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A device that reports where it is, for its shipments by turns, in messages of one update or many;
 * its sequences go up by one from update to update.
 */
final class Positions implements Talk {
  private static final AtomicInteger DEVICES = new AtomicInteger(100_000);
  private static final int SEQUENCE_WIDTH = 10;
  private static final long FIRST_SEQUENCE = 1_000_000_000L;
  private static final String LINE = "{\"shipmentId\":\"${shipment:26}\"," + Talks.POSITION + "}";

  private final Message message;
  private final List<byte[]> shipments;
  private final int[] shipmentPlaces;
  private final int[] sequencePlaces;
  private final int updates;
  private final Expected expected;
  private final WallClock clock = new WallClock();
  private long sequence = FIRST_SEQUENCE;
  private int turn;

  /** What an answer must be: its status, and a text within it, none if empty. */
  record Expected(int status, String text) {
    boolean holds(int answered, ByteBuffer in, int at, int length) {
      return answered == status && (text.isEmpty() || contains(in, at, length));
    }

    private boolean contains(ByteBuffer in, int at, int length) {
      for (int i = at; i <= at + length - text.length(); i++) {
        if (startsAt(in, i)) {
          return true;
        }
      }
      return false;
    }

    private boolean startsAt(ByteBuffer in, int from) {
      for (int i = 0; i < text.length(); i++) {
        if (in.get(from + i) != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** As pushed to a subscriber. */
  private static final String PUSHED =
      "{\"op\":\"position\",\"shipmentId\":\"${shipment:26}\",\"position\":{"
          + Talks.POSITION
          + ",\"recordedAt\":\"${time:24}\"}}";

  private Positions(Message message, List<byte[]> shipments, Expected expected) {
    this(nextDevice(), message, shipments, expected);
  }

  private Positions(String device, Message message, List<byte[]> shipments, Expected expected) {
    this.message = message;
    this.shipments = shipments;
    this.expected = expected;
    shipmentPlaces = message.places("shipment");
    sequencePlaces = message.places("sequence");
    updates = sequencePlaces.length;
    message.text("device", device.getBytes(US_ASCII));
  }

  private static String nextDevice() {
    return Integer.toString(DEVICES.getAndIncrement());
  }

  /** Single ones over HTTP. */
  static Positions overHttp(List<byte[]> shipments) {
    return overHttp(shipments, device -> "");
  }

  /** As the other one, with the header lines of a device's credentials. */
  static Positions overHttp(List<byte[]> shipments, UnaryOperator<String> headers) {
    var device = nextDevice();
    var header = headers.apply(Talks.DEVICE + device);
    var post = Talks.toShipment("positions", header, "{" + Talks.POSITION + "}");
    return new Positions(device, post, shipments, new Expected(202, "accepted"));
  }

  /** Bodies of so many lines. */
  static Positions lines(List<byte[]> shipments, int lines) {
    return lines(shipments, lines, device -> "");
  }

  /** As the other one, with the header lines of a device's credentials. */
  static Positions lines(List<byte[]> shipments, int lines, UnaryOperator<String> headers) {
    var device = nextDevice();
    var body = String.join("\n", Collections.nCopies(lines, LINE));
    var header = headers.apply(Talks.DEVICE + device);
    var post = Message.post("/v1/positions", "application/x-ndjson", header, body);
    var expected = new Expected(200, "\"accepted\":" + lines + ",");
    return new Positions(device, post, shipments, expected);
  }

  /** Single ones over MQTT 5 with QoS 1. */
  static Positions overMqtt(List<byte[]> shipments) {
    var publish =
        Message.publish(
            "quayside/v1/shipments/${shipment:26}/positions", "{" + Talks.POSITION + "}");
    return new Positions(publish, shipments, new Expected(0, "accepted"));
  }

  /** Frames of so many updates. */
  static Positions frames(List<byte[]> shipments, int updates) {
    var all = String.join(",", Collections.nCopies(updates, LINE));
    var frame = Message.frame("{\"op\":\"positions\",\"id\":\"p\",\"updates\":[" + all + "]}");
    return new Positions(frame, shipments, new Expected(1, "\"accepted\":" + updates + ","));
  }

  /** What a bare server is to write to its sockets, a line each. */
  static Positions pushed(String path, List<byte[]> shipments, int lines) {
    var body = String.join("\n", Collections.nCopies(lines, PUSHED));
    return new Positions(
        Message.post(path, Talks.JSON, "", body), shipments, new Expected(202, ""));
  }

  /** The first sequence of the next message. */
  long nextSequence() {
    return sequence;
  }

  @Override
  public Message next() {
    for (int i = 0; i < updates; i++) {
      message.text(shipmentPlaces[i], shipments.get(turn++ % shipments.size()));
      message.number(sequencePlaces[i], SEQUENCE_WIDTH, sequence++);
    }
    message.text("time", clock.now());
    return message;
  }

  @Override
  public boolean expected(int status, ByteBuffer in, int at, int length) {
    return expected.holds(status, in, at, length);
  }

  @Override
  public int weight() {
    return updates;
  }
}
