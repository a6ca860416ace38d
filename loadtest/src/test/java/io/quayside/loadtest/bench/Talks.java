package io.quayside.loadtest.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The messages of the trade: bookings, commands, positions. Each talk is one connection's. */
final class Talks {
  static final int ID_WIDTH = 26;
  static final String JSON = "application/json";

  /** What the ids of devices begin with. */
  static final String DEVICE = "bench-";

  /** About 200 bytes, as devices send them. */
  static final String POSITION =
      """
      "deviceId":"bench-${device:6}","sequence":${sequence:10},"observedAt":"${time:24}",\
      "position":{"lat":53.54112,"lon":9.96634,"accuracyM":4.5},"speedKph":18.5,"headingDeg":95.5,\
      "temperatureC":4.25,"batteryPct":88\
      """;

  private static final String BOOKING =
      """
      {"reference":"PO-${number:8}","shipper":"Nordlicht Pumps","mode":"SEA",\
      "origin":{"unLocode":"DEHAM"},"destination":{"unLocode":"SGSIN"},\
      "cargo":{"description":"Pumps, crated","packages":12,"grossWeightKg":4870.5}}\
      """;

  private static final String CARRIER = "{\"carrier\":\"MAEU\",\"vehicle\":\"MV Elbe\"}";
  private static final String KEY = "Idempotency-Key: bench-${key:18}\r\n";
  private static final String COMMAND_PATH = "/v1/shipments/${shipment:26}/";

  private static final int CREATED = 201;
  private static final int OK = 200;

  private Talks() {}

  /** A POST to a shipment's collection. */
  static Message toShipment(String collection, String headers, String body) {
    return Message.post(COMMAND_PATH + collection, JSON, headers, body);
  }

  static Message milestone(String code) {
    return milestone(code, "");
  }

  /** As the other one, with the lines of further headers. */
  static Message milestone(String code, String headers) {
    return toShipment(
        "milestones",
        KEY + headers,
        "{\"code\":\"%s\",\"occurredAt\":\"${time:24}\"}".formatted(code));
  }

  static Message carrier(String headers) {
    return toShipment("carrier-assignment", KEY + headers, CARRIER);
  }

  /** Books until enough are booked or asked for by others; collects their ids. */
  static final class Bookings implements Talk {
    private final Message booking;
    private final List<byte[]> booked;
    private final int enough;
    private int number;

    Bookings(List<byte[]> booked, int enough, String headers) {
      this.booking = Message.post("/v1/shipments", JSON, headers, BOOKING);
      this.booked = booked;
      this.enough = enough;
    }

    @Override
    public Message next() {
      if (number == enough) {
        return null;
      }
      booking.number(booking.places("number")[0], 8, ++number);
      return booking;
    }

    @Override
    public boolean expected(int status, ByteBuffer in, int at, int length) {
      var answer = UnexpectedAnswer.text(in, at, length);
      int id = answer.indexOf("\"shipmentId\":\"") + "\"shipmentId\":\"".length();
      booked.add(answer.substring(id, id + ID_WIDTH).getBytes(US_ASCII));
      return status == CREATED;
    }

    @Override
    public int weight() {
      return 1;
    }
  }

  /** One command for each of many shipments. */
  record Once(Message message, Queue<byte[]> shipments, Keys keys, WallClock clock)
      implements Talk {
    @Override
    public Message next() {
      var shipment = shipments.poll();
      return shipment == null ? null : addressed(message, shipment, keys, clock);
    }

    @Override
    public boolean expected(int status, ByteBuffer in, int at, int length) {
      return status == OK;
    }

    @Override
    public int weight() {
      return 1;
    }
  }

  /** Milestones of shipments that come and go for ever. */
  static final class Milestones implements Talk {
    private final List<Message> messages = List.of(milestone("DEPARTED"), milestone("ARRIVED"));
    private final WallClock clock = new WallClock();
    private final List<byte[]> shipments;
    private final Keys keys;
    private final int status;
    private int turn;

    Milestones(List<byte[]> shipments, Keys keys, int expectedStatus) {
      this.shipments = shipments;
      this.keys = keys;
      this.status = expectedStatus;
    }

    @Override
    public Message next() {
      var message = messages.get(turn / shipments.size() % messages.size());
      return addressed(message, shipments.get(turn++ % shipments.size()), keys, clock);
    }

    @Override
    public boolean expected(int answered, ByteBuffer in, int at, int length) {
      return answered == status;
    }

    @Override
    public int weight() {
      return 1;
    }
  }

  private static Message addressed(Message message, byte[] shipment, Keys keys, WallClock clock) {
    message.text("shipment", shipment);
    message.text("time", clock.now());
    for (int place : message.places("key")) {
      message.number(place, Keys.WIDTH, keys.next());
    }
    return message;
  }

  /** Idempotency keys that nobody has had before, also not in a run before. */
  static final class Keys {
    static final int WIDTH = 18;

    private long last = System.currentTimeMillis() * 1_000_000L % 1_000_000_000_000_000_000L;

    long next() {
      return ++last;
    }
  }

  /** Splits shipments among so many connections, each at least one. */
  static List<List<byte[]>> split(List<byte[]> shipments, int connections) {
    List<List<byte[]>> parts = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      parts.add(new ArrayList<>());
    }
    for (int i = 0; i < shipments.size(); i++) {
      parts.get(i % connections).add(shipments.get(i));
    }
    return parts;
  }
}
