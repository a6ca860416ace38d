package io.quayside.shard.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.quayside.readmodel.Projection;
import io.quayside.shard.actor.Coverage.Kind;
import io.quayside.shard.actor.ReferenceIngest.Device;
import io.quayside.shard.actor.ReferenceIngest.Identity;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Hands on to the projection, and looks whether the shard hands on what the logs have: every
 * record, in order, without gaps; and whether what is said to be projected is.
 */
final class SimulatedOutput implements ShardOutput {

  private final SimulatedOutside outside;
  private final Projection projection;
  private long eventsRead;
  private long positionsRead;
  private long settledBefore;

  /** For all that has been handed on, in order, the check that it is projected. */
  private final List<Runnable> handedOn = new ArrayList<>();

  private int foundProjected;

  /** The same by offset, as long as it has not been done. */
  private final TreeMap<Long, Runnable> events = new TreeMap<>();

  private final TreeMap<Long, Runnable> positions = new TreeMap<>();

  SimulatedOutput(
      SimulatedOutside outside, long eventsFrom, long positionsFrom, Projection projection) {
    this.outside = outside;
    this.projection = projection;
    this.eventsRead = eventsFrom;
    this.positionsRead = positionsFrom;
    this.settledBefore = eventsFrom;
  }

  @Override
  public void read(LogEntry<StoredEvent> entry) {
    outside.world.check(() -> stands(entry, outside.events, eventsRead++));
  }

  private static void stands(LogEntry<?> entry, SimulatedLog log, long offset) {
    assertThat(entry.offset()).as("no gap").isEqualTo(offset);
    assertThat(entry.value())
        .as("what stands in the log at %d", offset)
        .isEqualTo(log.records.get((int) offset).value());
  }

  @Override
  public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {
    outside.world.check(
        () -> {
          assertThat(after.version()).isEqualTo(entry.fact().version());
          assertThat(settled).as("never back").isGreaterThanOrEqualTo(settledBefore);
          assertThat(settled).as("not beyond what is read").isLessThanOrEqualTo(eventsRead);
        });
    settledBefore = settled;
    outside.world.coverage.add(Kind.EVENTS_AHEAD_OF_A_DEFERRED, settled <= entry.offset() ? 1 : 0);
    handedOn(events, entry.offset(), () -> isProjected(entry.fact()));
    projection.add(entry, after, settled);
  }

  @Override
  public void settled(long settled) {
    // The model's checkpoint is that of its events.
  }

  @Override
  public void position(LogEntry<LoggedPosition> entry, boolean newDevice) {
    outside.world.check(() -> stands(entry, outside.positions, positionsRead++));
    handedOn(positions, entry.offset(), () -> isProjected(entry.fact()));
    projection.add(entry, newDevice);
  }

  @Override
  public Future<ParkedShipment> unreadable(UnreadableRecord record) {
    return Future.failedFuture("every record can be read: " + record);
  }

  @Override
  public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
    throw defect;
  }

  @Override
  public Future<Void> nobodys(String topic, LogRecord record) {
    throw new IllegalStateException("every record is somebody's: " + record);
  }

  @Override
  public Bound full() {
    return projection.full() ? Bound.PROJECTION : null;
  }

  @Override
  public boolean behind() {
    return projection.behind();
  }

  private void handedOn(Map<Long, Runnable> byOffset, long offset, Runnable isProjected) {
    handedOn.add(isProjected);
    byOffset.put(offset, isProjected);
  }

  private void isProjected(StoredEvent event) {
    assertThat(outside.readModels.tables.event(event.shipmentId(), event.version()))
        .as("said to be projected: %s", event)
        .isEqualTo(event);
  }

  private void isProjected(LoggedPosition position) {
    Identity identity =
        new Device(position.shipmentId(), position.deviceId())
            .at(position.sequenceEpoch(), position.sequence());
    assertThat(outside.readModels.has(identity)).as("said to be projected: %s", identity).isTrue();
  }

  @Override
  public long eventsProjected() {
    return areProjected(events, projection.eventsProjected());
  }

  @Override
  public long positionsProjected() {
    return areProjected(positions, projection.positionsProjected());
  }

  private long areProjected(NavigableMap<Long, Runnable> byOffset, long next) {
    Map<Long, Runnable> said = byOffset.headMap(next, false);
    said.values().forEach(outside.world::check);
    said.clear();
    return next;
  }

  @Override
  public Future<Void> projected() {
    int said = handedOn.size();
    return projection
        .projected()
        .onSuccess(
            v -> {
              while (foundProjected < said) {
                outside.world.check(handedOn.get(foundProjected++));
              }
            });
  }
}
