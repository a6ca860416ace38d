package io.quayside.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.log.EventCodec;
import io.quayside.log.ShipmentStream;
import io.quayside.log.StoredEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the log says, by the one rule for readers: skip a version that was seen. Fails at a hole, at
 * a transition that the state machine does not know, and at a second event of a command.
 */
final class ReferenceReader {
  final Map<String, ShipmentStream> streams = new HashMap<>();
  private final Map<String, StoredEvent> counted = new HashMap<>();
  private final Set<String> commands = new HashSet<>();
  private final Set<String> keys = new HashSet<>();

  void read(SimulatedLog.LogRecordIn record) {
    StoredEvent stored = EventCodec.decode(record.value());
    ShipmentStream stream =
        streams.getOrDefault(stored.shipmentId(), ShipmentStream.empty(stored.shipmentId()));
    if (stored.version() <= stream.version()) {
      return;
    }
    assertThat(stored.version()).as("no holes in %s", stored).isEqualTo(stream.version() + 1);
    assertThat(commands.add(stored.commandId())).as("one event per command: %s", stored).isTrue();
    assertThat(keys.add(io.quayside.log.CommandId.keyPart(stored.commandId())))
        .as("one event per key: %s", stored)
        .isTrue();
    streams.put(stored.shipmentId(), stream.apply(stored));
    counted.put(stored.shipmentId() + "/" + stored.version(), stored);
  }

  /** The event that counts as this version of the shipment, or null. */
  StoredEvent counted(String shipmentId, int version) {
    return counted.get(shipmentId + "/" + version);
  }

  int size() {
    return counted.size();
  }
}
