package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Acceptance;
import io.quayside.gateway.chaos.History.Violation.Kind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was answered, held against the events of the log, read by the one rule of every reader: a
 * version that was seen before is skipped.
 */
final class EventsCheck {
  private final History history;
  private final Map<String, Stream> streams = new HashMap<>();
  private long records;
  private long skipped;

  EventsCheck(History history) {
    this.history = history;
  }

  /** A shipment's events that count, the first at version 1. */
  static final class Stream {
    final List<String> vehicles = new ArrayList<>();
    final List<String> types = new ArrayList<>();
    final List<String> commandIds = new ArrayList<>();
    private final Set<String> commands = new HashSet<>();

    int version() {
      return vehicles.size();
    }

    /** Whether it has a booking, whose events have no vehicles. */
    boolean hasBooking() {
      return types.contains("booking.started");
    }

    private void add(String vehicle, String type, String commandId) {
      vehicles.add(vehicle);
      types.add(type);
      commandIds.add(commandId);
    }
  }

  /** Takes the next record of the log. */
  void read(JsonObject event) {
    records++;
    var shipmentId = event.getString("subject");
    var stream = streams.computeIfAbsent(shipmentId, id -> new Stream());
    int version = event.getInteger("shipmentversion");
    if (version <= stream.version()) {
      skipped++;
      return;
    }
    if (version > stream.version() + 1) {
      history.violated(
          Kind.HOLE, "%s/%d comes after %d".formatted(shipmentId, version, stream.version()));
      while (stream.version() < version - 1) {
        stream.add("(hole " + (stream.version() + 1) + ")", "", "");
      }
    }
    stream.add(
        event.getJsonObject("data").getString("vehicle", ""),
        event.getString("type", "").replace(".v1", ""),
        event.getString("commandid"));
    if (!stream.commands.add(event.getString("commandid"))) {
      history.violated(
          Kind.DUPLICATED,
          "%s/%d is of a command that counted before".formatted(shipmentId, version));
    }
  }

  /** Looks whether all that was acknowledged is there, once, as it was answered. */
  void compare(List<Acceptance> acceptances) {
    var seen = new HashMap<String, String>();
    for (var acceptance : acceptances) {
      var stream = streams.get(acceptance.shipmentId());
      int version = acceptance.version();
      var eventId = acceptance.shipmentId() + "/" + version;
      var vehicles = stream == null ? List.<String>of() : stream.vehicles;
      if (version > vehicles.size()
          || !vehicles.get(version - 1).equals(acceptance.vehicle())
          || !eventId.equals(acceptance.eventId())) {
        history.violated(
            Kind.LOST, "%s; the log has %s".formatted(acceptance, around(vehicles, version)));
      }
      var before = seen.put(eventId, acceptance.key());
      if (before != null) {
        history.violated(Kind.LOST, "%s was promised to %s too".formatted(acceptance, before));
      }
    }
    streams.forEach(this::requireEachOnce);
  }

  /** Every command has a vehicle of its own, and so has every event but the booking's. */
  private void requireEachOnce(String shipmentId, Stream stream) {
    if (stream.hasBooking()) {
      return;
    }
    var vehicles = new HashSet<String>();
    for (var vehicle : stream.vehicles) {
      if (!vehicles.add(vehicle)) {
        history.violated(
            Kind.DUPLICATED, "%s has %s twice: %s".formatted(shipmentId, vehicle, stream.vehicles));
      }
    }
  }

  private static String around(List<String> vehicles, int version) {
    return vehicles.size()
        + " events, there "
        + vehicles.subList(
            Math.clamp(version - 3, 0, vehicles.size()),
            Math.clamp(version + 2, 0, vehicles.size()));
  }

  Map<String, Stream> streams() {
    return Map.copyOf(streams);
  }

  /** Records of the log, those included that nobody counts. */
  long records() {
    return records;
  }

  /** Records that no reader counts: an append that was repeated, or of an owner that came late. */
  long skipped() {
    return skipped;
  }
}
