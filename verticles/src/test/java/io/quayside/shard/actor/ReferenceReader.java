package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.EventCodec;
import io.quayside.shard.actor.SimulatedLog.LogRecordIn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the event log says, by the one rule for readers: skip a version that was seen. Fails at a
 * hole, at a transition that the state machine or another context does not know, at what the gate
 * forbids, and at a second event of a command or of a key.
 */
final class ReferenceReader implements SimulatedLog.Reader {
  private static final EventCodec EVENTS = new EventCodec(Contexts.STANDARD);

  /** All that counts, in the log's order. */
  final List<Counted> inOrder = new ArrayList<>();

  private final Map<String, List<Counted>> shipments = new HashMap<>();
  private final Map<String, ReferenceGate> gates = new HashMap<>();
  private final Map<String, Counted> byKey = new HashMap<>();
  private final Set<String> commands = new HashSet<>();
  private final Set<String> sent = new HashSet<>();

  /** An event that counts, where it stands, and what it leads to. */
  record Counted(long offset, StoredEvent event, ShipmentStream after) {}

  @Override
  public void sent(LogRecordIn record) {
    sent.add(record.writer() + "/" + EVENTS.decode(record.value()).commandId());
  }

  @Override
  public void read(long offset, LogRecordIn record) {
    StoredEvent stored = EVENTS.decode(record.value());
    assertThat(record.key()).as("the key of %s", stored).isEqualTo(stored.shipmentId());
    int version = version(stored.shipmentId());
    if (stored.version() <= version) {
      return;
    }
    assertThat(stored.version()).as("no holes in %s", stored).isEqualTo(version + 1);
    assertThat(commands.add(stored.commandId())).as("one event per command: %s", stored).isTrue();
    ShipmentStream before = at(stored.shipmentId(), version);
    Principal caller = SimulatedPrincipals.ofCaller(record.caller());
    assertThat(ReferenceRights.mayHaveCaused(caller, before, stored))
        .as("%s may have caused %s", record.caller(), stored)
        .isTrue();
    gates
        .computeIfAbsent(stored.shipmentId(), id -> new ReferenceGate())
        .follow(stored, caller.isSaga());
    ShipmentStream after = Contexts.STANDARD.apply(before, stored);
    Counted counted = new Counted(offset, stored, after);
    assertThat(byKey.put(CommandId.keyPart(stored.commandId()), counted))
        .as("one event per key: %s", stored)
        .isNull();
    shipments.computeIfAbsent(stored.shipmentId(), id -> new ArrayList<>()).add(counted);
    inOrder.add(counted);
  }

  /** The version of a shipment, 0 where there is none. */
  int version(String shipmentId) {
    return of(shipmentId).size();
  }

  /** The version for somebody who has read the log up to that offset. */
  int versionBelow(String shipmentId, long offset) {
    List<Counted> events = of(shipmentId);
    int version = events.size();
    while (version > 0 && events.get(version - 1).offset >= offset) {
      version--;
    }
    return version;
  }

  /** A shipment as it was in a version that it has had. */
  ShipmentStream at(String shipmentId, int version) {
    return version == 0
        ? Contexts.STANDARD.empty(shipmentId)
        : of(shipmentId).get(version - 1).after;
  }

  /** The events of a shipment that count. */
  List<StoredEvent> events(String shipmentId) {
    return of(shipmentId).stream().map(Counted::event).toList();
  }

  /** The steps of the booking process of a shipment that are due at a time. */
  List<String> due(String shipmentId, Instant now) {
    return gates.get(shipmentId).due(now);
  }

  /** The event that counts as this version of the shipment, or null. */
  StoredEvent counted(String shipmentId, int version) {
    return version > version(shipmentId) ? null : of(shipmentId).get(version - 1).event;
  }

  /** The event that counts of a key, or null. */
  Counted ofKey(String keyPart) {
    return byKey.get(keyPart);
  }

  /** Whether an owner has ever tried to append an event of a command. */
  boolean sent(int writer, String commandId) {
    return sent.contains(writer + "/" + commandId);
  }

  Iterable<String> shipmentIds() {
    return shipments.keySet();
  }

  int shipments() {
    return shipments.size();
  }

  private List<Counted> of(String shipmentId) {
    return shipments.getOrDefault(shipmentId, List.of());
  }
}
