package io.quayside.shard.actor;

import io.quayside.common.json.Json;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamJson;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.SimulatedWorld.Host;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an owner recalls from the read models, and how often it must. */
final class SimulatedStore implements ShipmentStore {
  private final SimulatedReadModels readModels;
  private final Coverage coverage;
  private final Host host;
  private final Host wire;
  private final Set<String> loaded = new HashSet<>();

  SimulatedStore(SimulatedOutside outside, Host host, Host wire) {
    this.readModels = outside.readModels;
    this.coverage = outside.world.coverage;
    this.host = host;
    this.wire = wire;
  }

  @Override
  public Future<ShipmentStream> stream(String shipmentId) {
    coverage.add(Kind.LOADS);
    return readModels
        .query(host, wire, () -> throughJson(readModels.tables.stream(shipmentId)))
        .onSuccess(
            stream -> {
              if (stream.version() > 0 && !loaded.add(shipmentId)) {
                coverage.add(Kind.EVICTIONS);
              }
            });
  }

  /** As a snapshot is written and read. */
  private static ShipmentStream throughJson(ShipmentStream stream) {
    if (stream.version() == 0) {
      return stream;
    }
    Map<String, Object> members = Json.parseObject(StreamJson.encode(Contexts.STANDARD, stream));
    return StreamJson.decode(
        Contexts.STANDARD, stream.shipmentId(), stream.version(), members, stream.receipts());
  }

  @Override
  public Future<Receipt> receipt(String shipmentId, String keyPart) {
    coverage.add(Kind.HISTORY_ASKED);
    return readModels
        .query(host, wire, () -> readModels.tables.receipt(shipmentId, keyPart))
        .onSuccess(receipt -> coverage.add(Kind.HISTORY_KNEW, receipt == null ? 0 : 1));
  }

  @Override
  public Future<List<String>> commandIds(String shipmentId, int upTo) {
    coverage.add(Kind.KEYS_LEARNT);
    return readModels.query(host, wire, () -> readModels.tables.commandIds(shipmentId, upTo));
  }

  @Override
  public Future<SequenceWindow> window(String shipmentId, String deviceId) {
    boolean first = loaded.add(shipmentId + "/" + deviceId);
    coverage.add(first ? Kind.WINDOWS_LOADED : Kind.WINDOWS_LOADED_AGAIN);
    return readModels.query(host, wire, () -> readModels.tables.window(shipmentId, deviceId));
  }
}
