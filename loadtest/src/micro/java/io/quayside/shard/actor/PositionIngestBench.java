package io.quayside.shard.actor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quayside.common.identity.CommandId;
import io.quayside.common.identity.Principal;
import io.quayside.common.metrics.Metrics;
import io.quayside.domain.shipment.Booking;
import io.quayside.domain.shipment.Cargo;
import io.quayside.domain.shipment.ShipmentCommand.BookShipment;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StoredEvent;
import io.quayside.domain.tracking.Measurement;
import io.quayside.domain.tracking.Measurements;
import io.quayside.domain.tracking.PositionUpdate;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.quayside.log.envelope.LoggedPosition;
import io.quayside.log.feed.Log;
import io.quayside.log.feed.Log.LogRecord;
import io.quayside.log.feed.LogEntry;
import io.quayside.shard.ShardAnswer;
import io.quayside.shard.ShardRequest.Decide;
import io.quayside.shard.ShardRequest.TakePosition;
import io.quayside.shard.ShardRequest.TakePositions;
import io.quayside.shard.replication.Replica;
import io.quayside.shard.replication.WindowReplication;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a shard does of an update, with a log that acknowledges a batch at a time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 6, time = 1)
public class PositionIngestBench implements Completable<ShardAnswer> {
  private static final int TOGETHER = 32;
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");

  @Param({"2000", "15000"})
  private int shipments;

  private final AckedLog events = new AckedLog();
  private final AckedLog positions = new AckedLog();
  private final SplittableRandom random = new SplittableRandom(1);
  private byte[][] ids;
  private byte[][] devices;
  private long sequence;
  private Shard shard;
  private ShardAnswer answer;

  /** Books the shipments. */
  @Setup
  public void book() {
    Empty empty = new Empty();
    shard =
        new Shard(
            events,
            0,
            positions,
            0,
            empty,
            empty,
            WindowReplication.inherit(Replica.NONE, () -> 1, 0).result(),
            Contexts.STANDARD,
            new FirstProtocol(),
            () -> NOW,
            ShardLimits.DEFAULT,
            new Metrics(new SimpleMeterRegistry()));
    ids = new byte[shipments][];
    devices = new byte[shipments][];
    var booking =
        new Booking(
            "PO-1",
            "Pumps",
            io.quayside.domain.shipment.Mode.SEA,
            "DEHAM",
            "SGSIN",
            new Cargo("Pumps", 12, 4870.5, null),
            null,
            null);
    for (int i = 0; i < shipments; i++) {
      String id = CommandId.shipmentOf("bench", Integer.toString(i));
      ids[i] = id.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      devices[i] = ("bench-" + (100_000 + i)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      shard.ask(
          new Decide(
              id, new BookShipment(booking), Principal.ANONYMOUS, "KEY" + i, false, null, null),
          (answer, defect) -> {});
      events.acknowledge();
    }
    if (shard.residentShipments() != shipments) {
      throw new IllegalStateException("resident: " + shard.residentShipments());
    }
  }

  /** An update as devices send it. */
  public static TakePosition track(String shipmentId, String deviceId, long sequence) {
    return new TakePosition(
        shipmentId,
        new PositionUpdate(
            deviceId,
            new SequenceNumber(0, sequence),
            NOW,
            Measurements.at(53.54112, 9.96634)
                .with(Measurement.ACCURACY, 4.5)
                .with(Measurement.SPEED, 18.5)
                .with(Measurement.HEADING, 95.5)
                .with(Measurement.TEMPERATURE, 4.25)
                .with(Measurement.BATTERY, 88)),
        Principal.ANONYMOUS,
        null);
  }

  /** What comes before: the updates as such. */
  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public List<TakePosition> make() {
    List<TakePosition> tracks = new ArrayList<>(TOGETHER);
    sequence++;
    for (int i = 0; i < TOGETHER; i++) {
      int which = random.nextInt(shipments);
      tracks.add(
          track(
              new String(ids[which], java.nio.charset.StandardCharsets.US_ASCII),
              new String(devices[which], java.nio.charset.StandardCharsets.US_ASCII),
              sequence * TOGETHER + i));
    }
    return tracks;
  }

  /** An update of a shipment, of many that came together. */
  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public Object take() {
    List<TakePosition> tracks = make();
    answer = null;
    shard.ask(new TakePositions(tracks), this);
    positions.acknowledge();
    if (answer == null) {
      throw new IllegalStateException("not answered");
    }
    return answer;
  }

  @Override
  public void complete(ShardAnswer given, Throwable defect) {
    answer = given;
  }

  private static final class AckedLog implements Log {
    private final ArrayList<Completable<Long>> open = new ArrayList<>();
    private long next;

    @Override
    public void append(
        String key, byte[] value, String caller, String traceparent, Completable<Long> appended) {
      open.add(appended);
    }

    void acknowledge() {
      for (int i = 0; i < open.size(); i++) {
        open.get(i).succeed(next);
        next++;
      }
      open.clear();
    }

    @Override
    public Future<Chunk> read(long from, long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Long> end() {
      return Future.succeededFuture(next);
    }
  }

  /** All that is written here has the first number. */
  private static final class FirstProtocol implements ClusterProtocol {
    @Override
    public int agreed() {
      return 1;
    }

    @Override
    public int floor() {
      return 1;
    }

    @Override
    public Future<Void> raiseFloor(int number) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Empty implements ShipmentStore, ShardOutput {
    private long projected;

    @Override
    public Future<ShipmentStream> stream(String shipmentId) {
      return Future.succeededFuture(Contexts.STANDARD.empty(shipmentId));
    }

    @Override
    public Future<Receipt> receipt(String shipmentId, String keyPart) {
      return Future.succeededFuture();
    }

    @Override
    public Future<List<String>> commandIds(String shipmentId, int upTo) {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<SequenceWindow> window(String shipmentId, String deviceId) {
      return Future.succeededFuture(new SequenceWindow());
    }

    @Override
    public void read(LogEntry<StoredEvent> entry) {}

    @Override
    public void event(LogEntry<StoredEvent> entry, ShipmentStream after, long settled) {}

    @Override
    public void settled(long settled) {}

    @Override
    public void position(LogEntry<LoggedPosition> entry, boolean newDevice) {
      projected = entry.offset();
    }

    @Override
    public Future<ParkedShipment> unreadable(UnreadableRecord record) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void ruleFailed(ShipmentStream stream, RuntimeException defect) {
      throw defect;
    }

    @Override
    public Future<Void> nobodys(String topic, LogRecord record) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Bound full() {
      return null;
    }

    @Override
    public boolean behind() {
      return false;
    }

    @Override
    public long eventsProjected() {
      return Long.MAX_VALUE;
    }

    @Override
    public long positionsProjected() {
      return projected;
    }

    @Override
    public Future<Void> projected() {
      return Future.succeededFuture();
    }
  }
}
