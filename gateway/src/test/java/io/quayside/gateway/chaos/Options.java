package io.quayside.gateway.chaos;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a run is asked to do.
 *
 * @param faultsFor no new round of faults begins later than this after the first; the first round
 *     is always finished, so zero means one of each kind
 * @param seed decides the order of the faults and their targets
 * @param directory where the report, the nodes' output and their data go
 * @param kinds the faults to choose from
 * @param namespaces whether network namespaces may be used where the system has them
 * @param killPlan kills of owners under bookings in place of the rounds of faults; null for rounds
 */
record Options(
    Duration faultsFor,
    long seed,
    Path directory,
    Set<FaultKind> kinds,
    boolean namespaces,
    KillPlan killPlan) {
  private static final String KILLS = "chaos.kills";
  private static final String BOOKINGS = "chaos.bookings";
  private static final String SPLIT = "chaos.split";
  private static final String MINUTES = "chaos.minutes";
  private static final String SEED = "chaos.seed";
  private static final String DIRECTORY = "chaos.directory";
  private static final String KINDS = "chaos.kinds";
  private static final String NETWORK = "chaos.network";

  /** As the system properties say. */
  static Options read() {
    var minutes = Double.parseDouble(System.getProperty(MINUTES, "0"));
    var directory = Path.of(System.getProperty(DIRECTORY, "target/chaos")).toAbsolutePath();
    return new Options(
        Duration.ofMillis((long) (minutes * 60_000)),
        seed(System.getProperty(SEED, "")),
        directory.normalize(),
        FaultKind.named(split(System.getProperty(KINDS, ""))),
        !"loopback".equals(System.getProperty(NETWORK, "namespaces")),
        readKillPlan());
  }

  /**
   * Kills of gateways that own shards, one soon after the other.
   *
   * @param bookings that begin meanwhile, evenly spread
   * @param split whether a gateway is cut off from the others around every few kills
   */
  record KillPlan(int kills, int bookings, boolean split) {}

  private static KillPlan readKillPlan() {
    int kills = Integer.getInteger(KILLS, 0);
    if (kills == 0) {
      return null;
    }
    int bookings = Integer.getInteger(BOOKINGS, 0);
    return new KillPlan(
        kills, bookings > 0 ? bookings : Math.ceilDiv(kills, 2), Boolean.getBoolean(SPLIT));
  }

  /** Where brokers and PostgreSQL keep what they have; of one run only. */
  Path data() {
    return directory.resolve("data");
  }

  private static long seed(String given) {
    return given.isBlank() ? new SecureRandom().nextInt(1_000_000) : Long.parseLong(given.strip());
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** The properties with which a JVM reads the same options. */
  List<String> properties() {
    var properties = new ArrayList<String>();
    properties.add("-D%s=%s".formatted(MINUTES, faultsFor.toMillis() / 60_000.0));
    properties.add("-D%s=%d".formatted(SEED, seed));
    properties.add("-D%s=%s".formatted(DIRECTORY, directory));
    properties.add(
        "-D%s=%s"
            .formatted(KINDS, String.join(",", kinds.stream().map(FaultKind::title).toList())));
    if (killPlan != null) {
      properties.add("-D%s=%d".formatted(KILLS, killPlan.kills));
      properties.add("-D%s=%d".formatted(BOOKINGS, killPlan.bookings));
      properties.add("-D%s=%b".formatted(SPLIT, killPlan.split));
    }
    return properties;
  }
}
