package io.quayside.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the disk of a gateway that stands alone. On a full one Kafka would end the process, and
 * PostgreSQL itself; so what would write is refused before, until there is room again.
 */
final class DiskWatch {
  static final long FULL_MIB = 96;
  private static final long ROOM_MIB = 112;
  private static final long PERIOD_MILLIS = 500;

  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

  private final Path directory;
  private volatile boolean full;

  private DiskWatch(Path directory) {
    this.directory = directory;
  }

  /** Whether the disk is full, from now on; never where the gateway brings no services. */
  static BooleanSupplier start(
      GatewayConfig config, Vertx vertx, MeterRegistry meters, Shutdown shutdown) {
    var watch = new DiskWatch(config.data().dir());
    Gauge.builder("quayside.disk.full", () -> watch.full ? 1 : 0)
        .description("1 while the gateway refuses what would write, for its disk is full")
        .register(meters);
    if (!config.servicesGiven()) {
      shutdown.start(
          "the disk",
          () -> vertx.setPeriodic(PERIOD_MILLIS, t -> watch.look(vertx)),
          Duration.ofSeconds(1),
          vertx::cancelTimer);
    }
    return () -> watch.full;
  }

  private void look(Vertx vertx) {
    vertx
        .executeBlocking(this::usableMib)
        .onSuccess(this::judge)
        .onFailure(failure -> LOG.debug("the disk is not looked at: {}", failure.toString()));
  }

  private long usableMib() throws IOException {
    return Files.getFileStore(directory).getUsableSpace() >> 20;
  }

  private void judge(long usableMib) {
    if (!full && usableMib < FULL_MIB) {
      full = true;
      LOG.error(
          "{}: the disk of {} is full: {} MiB are left; commands and updates are refused until"
              + " there are {}",
          ConfigKey.DATA_DIR.key(),
          directory,
          usableMib,
          ROOM_MIB);
    } else if (full && usableMib >= ROOM_MIB) {
      full = false;
      LOG.info("the disk has room again: {} MiB are left", usableMib);
    }
  }
}
