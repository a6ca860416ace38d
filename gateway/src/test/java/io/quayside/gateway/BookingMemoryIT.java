package io.quayside.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quayside.gateway.harness.BookingClient;
import io.quayside.gateway.harness.GatewayProcess;
import io.quayside.gateway.harness.ServicesProcess;
import io.quayside.gateway.harness.SharedGateway;
import io.quayside.gateway.harness.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap of a gateway under bookings that wait for a time: {@code -Dbookings.waiting=100000} of
 * them beside half as many. They come to the log by an import, so that nothing but their timers
 * could keep them in memory.
 */
@EnabledIfSystemProperty(named = "bookings.waiting", matches = "\\d+")
@ExtendWith(SharedGateway.class)
class BookingMemoryIT {
  private static final int WAITING = Integer.getInteger("bookings.waiting", 0);
  private static final int FEW = WAITING / 2;
  private static final int A_WEEK_SECONDS = 7 * 24 * 3_600;
  private static final Duration PROJECTED_WITHIN = Duration.ofMinutes(4);
  private static final long MEBIBYTE = 1 << 20;
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int SUFFIX = 8;

  private final GatewayProcess gateway;
  private final Path directory;

  BookingMemoryIT(GatewayProcess gateway, @TempDir Path directory) {
    this.gateway = gateway;
    this.directory = directory;
  }

  @Test
  void shouldNeedNoMoreHeapForMoreBookings() throws IOException {
    var booking =
        BookingClient.started(
            gateway.client(), BookingClient.plan(BookingClient.spot(A_WEEK_SECONDS)));
    booking.awaitEvent("bidding.tender-opened");
    var stream =
        ToolProcess.run(gateway.ports(), "export", "--shipment", booking.shipmentId())
            .expect(0)
            .lines();

    long few = heapUnder(copies(booking.shipmentId(), stream, FEW), FEW);
    long many = heapUnder(copies(booking.shipmentId(), stream, WAITING), WAITING);

    System.out.printf(
        "heap in use: %d MiB under %d waiting bookings, %d MiB under %d%n",
        few / MEBIBYTE, FEW, many / MEBIBYTE, WAITING);
    assertThat(many).isLessThan(few + few / 4);
  }

  /** A file of streams that differ in their shipments' ids alone. */
  private Path copies(String shipmentId, List<String> stream, int count) throws IOException {
    var file = directory.resolve(count + ".ndjson");
    var prefix = shipmentId.substring(0, shipmentId.length() - SUFFIX);
    try (var out = Files.newBufferedWriter(file, UTF_8)) {
      for (int i = 0; i < count; i++) {
        var id = prefix + suffix(i);
        for (var event : stream) {
          out.write(event.replace(shipmentId, id));
          out.write('\n');
        }
      }
    }
    return file;
  }

  private static String suffix(int number) {
    var text = new char[SUFFIX];
    for (int place = SUFFIX - 1, rest = number; place >= 0; place--, rest >>= 5) {
      text[place] = CROCKFORD.charAt(rest & 31);
    }
    return new String(text);
  }

  /** Bytes in use once a fresh gateway has projected all of a file. */
  private static long heapUnder(Path file, int bookings) {
    try (var services = ServicesProcess.start("waiting-services")) {
      ToolProcess.run(services.environment(), "import", "--in", file.toString()).expect(0);
      var gateway = GatewayProcess.startFresh("waiting", services.environment());
      try {
        await()
            .atMost(PROJECTED_WITHIN)
            .untilAsserted(() -> assertThat(waiting(gateway)).isEqualTo(bookings));
        return gateway.heapInUse();
      } finally {
        gateway.closeAndForget();
      }
    }
  }

  /** Bookings that have not ended, as the gateway counts them in the read models. */
  private static long waiting(GatewayProcess gateway) {
    return gateway
        .client()
        .management("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("quayside_sagas{"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
