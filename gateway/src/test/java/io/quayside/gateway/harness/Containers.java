package io.quayside.gateway.harness;

import io.quayside.domain.shipment.ContainerNumber;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Numbers of containers that no other test uses. */
public final class Containers {
  private Containers() {}

  /** A number with the right check digit. */
  public static String any() {
    var serial = "QSYU%06d".formatted(ThreadLocalRandom.current().nextInt(1_000_000));
    return IntStream.range(0, 10)
        .mapToObj(digit -> serial + digit)
        .filter(ContainerNumber::isValid)
        .findFirst()
        .orElseThrow();
  }
}
