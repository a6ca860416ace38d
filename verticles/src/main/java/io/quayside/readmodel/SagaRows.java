package io.quayside.readmodel;

import io.quayside.common.json.JsonWriter;
import io.quayside.domain.View;
import io.quayside.domain.View.Column;
import io.quayside.domain.booking.BookingJson;
import io.quayside.domain.booking.BookingProgress;
import io.quayside.domain.booking.BookingProgress.Stuck;
import io.quayside.domain.process.Next;
import io.quayside.domain.process.Next.Act;
import io.quayside.domain.process.Next.Wait;
import io.quayside.domain.process.ProcessJson;
import io.quayside.domain.stream.Contexts;
import io.quayside.domain.stream.ShipmentStream;
import io.quayside.domain.stream.StreamProcess;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code sagas}: one for each shipment with a booking or a current tender. It is no
 * view of one context, since when a process is due follows from all of them.
 */
final class SagaRows {
  private static final int EXPECTED_BYTES = 512;

  /** How the rows are written. Its rows are made of streams, by {@link #of}. */
  static final View<ShipmentStream> VIEW =
      new View<>(
          "sagas",
          List.of(
              Column.of("shard", View.Type.INT),
              Column.of("tenant", View.Type.TEXT),
              Column.of("shipper", View.Type.TEXT),
              Column.of("phase", View.Type.TEXT),
              Column.of("held", View.Type.TEXT),
              Column.of("stuck_rule", View.Type.TEXT),
              Column.of("stuck_code", View.Type.TEXT),
              Column.of("paused", View.Type.BOOL),
              Column.of("due_at", View.Type.TIMESTAMPTZ),
              Column.of("due_rule", View.Type.TEXT),
              Column.of("started_at", View.Type.TIMESTAMPTZ),
              Column.of("updated_at", View.Type.TIMESTAMPTZ),
              Column.of("state", View.Type.BYTEA)),
          (stream, shipment) -> List.of());

  private SagaRows() {}

  /** Whether the row of a shipment goes, if it ever had one. */
  static boolean isGone(ShipmentStream stream) {
    return stream.slice(Contexts.BIDDING) != null && !StreamProcess.hasWork(stream);
  }

  /** The row of a stream for which {@link StreamProcess#hasWork} is true. */
  static @Nullable Object[] of(int shard, ShipmentStream stream) {
    BookingProgress booking = stream.slice(Contexts.BOOKING);
    Next next = StreamProcess.expected(stream, stream.updatedAt());
    Stuck stuck = booking == null ? null : booking.stuck();
    return new @Nullable Object[] {
      shard,
      stream.tenant(),
      stream.shipment().booking().shipper(),
      booking == null ? null : phase(stream),
      booking == null || booking.held().isEmpty() ? null : held(booking),
      stuck == null ? null : stuck.step().rule().word(),
      stuck == null ? null : stuck.code(),
      booking != null && booking.paused() != null,
      dueAt(stream, next),
      dueRule(next),
      booking == null ? null : booking.startedAt(),
      stream.updatedAt(),
      booking == null ? new byte[0] : state(stream, booking, next)
    };
  }

  private static String phase(ShipmentStream stream) {
    return StreamProcess.situation(stream, stream.updatedAt()).phase().name();
  }

  private static String held(BookingProgress booking) {
    return booking.held().stream()
        .map(one -> one.cause().name())
        .distinct()
        .collect(Collectors.joining(","));
  }

  /** When the process of a stream is due, or null. */
  static @Nullable Instant dueAt(ShipmentStream stream, Next next) {
    return switch (next) {
      case Act act -> stream.updatedAt();
      case Wait wait -> wait.until();
      case Next.Nothing nothing -> null;
    };
  }

  private static @Nullable String dueRule(Next next) {
    return switch (next) {
      case Act act -> act.rule().word();
      case Wait wait -> wait.rule().word();
      case Next.Nothing nothing -> null;
    };
  }

  /** The item of the list of bookings. */
  private static byte[] state(ShipmentStream stream, BookingProgress booking, Next next) {
    JsonWriter out =
        new JsonWriter(EXPECTED_BYTES)
            .beginObject()
            .field("shipmentId", stream.shipmentId())
            .field("version", stream.version())
            .field("status", stream.status().name())
            .field("shipper", stream.shipment().booking().shipper())
            .field("phase", phase(stream))
            .field("startedAt", booking.startedAt())
            .field("updatedAt", stream.updatedAt());
    ProcessJson.writeNext(out, next);
    BookingJson.writeConcerns(out, booking);
    return out.endObject().toBytes();
  }
}
