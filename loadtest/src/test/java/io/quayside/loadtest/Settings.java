package io.quayside.loadtest;

import io.quayside.loadtest.Profile.Timing;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run is told; {@code loadtest.conf} explains each setting.
 *
 * @param baseUrls of the gateway's nodes, without a slash at the end
 * @param credentials of every request
 * @param mix the parts of a mixed run
 */
record Settings(
    Scenario scenario,
    List<String> baseUrls,
    Credentials credentials,
    Profile profile,
    Timing timing,
    Load load,
    long seed,
    Fleets fleets,
    Thresholds thresholds,
    Map<Scenario, Load.Share> mix) {
  Settings {
    baseUrls = List.copyOf(baseUrls);
    mix = Map.copyOf(mix);
    if (baseUrls.isEmpty()) {
      throw new SettingsException("baseUrl must name a gateway");
    }
    baseUrls.forEach(Settings::checkAddress);
  }

  /**
   * What collects and watches many.
   *
   * @param batch lines of a request, 1–10,000
   * @param vehicles whose positions one client collects, 1–1,000
   * @param reconnectEvery frames after which a watcher comes back, 1–1,000,000
   */
  record Fleets(int batch, int vehicles, int reconnectEvery) {
    Fleets {
      check("batch", batch, 10_000);
      check("vehicles", vehicles, 1_000);
      check("reconnectEvery", reconnectEvery, 1_000_000);
    }
  }

  /**
   * What a run may cost before it counts as failed.
   *
   * @param failedPercent of the requests, 0–100
   * @param p99Ms of every request's time
   * @param frameP99Ms of the time from a POST to the received frame
   */
  record Thresholds(double failedPercent, int p99Ms, int frameP99Ms) {
    private static final int LONGEST_MS = 600_000;

    Thresholds {
      if (!(failedPercent >= 0 && failedPercent <= 100)) {
        throw new SettingsException("failedPercent must be 0 to 100; it is " + failedPercent);
      }
      check("p99Ms", p99Ms, LONGEST_MS);
      check("frameP99Ms", frameP99Ms, LONGEST_MS);
    }
  }

  /** What runs, and with how much load: one scenario, or all of the mix. */
  Map<Scenario, Load> loads() {
    if (scenario != Scenario.MIXED) {
      return Map.of(scenario, load);
    }
    Map<Scenario, Load> parts = new EnumMap<>(Scenario.class);
    mix.forEach((part, share) -> parts.put(part, load.part(share)));
    return parts;
  }

  /** Names a scenario of the run by what it runs with, as the report shows it. */
  String title(Scenario part, Load load) {
    return "%s%s: %s, %d users, %s, %d s, seed %d"
        .formatted(
            scenario == part ? "" : scenario.key() + " ",
            part.key(),
            Names.key(profile),
            load.users(),
            load.perSecond() == 0 ? "no pace" : Math.round(load.perSecond()) + "/s",
            timing.whole().toSeconds(),
            seed);
  }

  private static void check(String setting, int value, int most) {
    if (value < 1 || value > most) {
      throw new SettingsException("%s must be 1 to %d; it is %d".formatted(setting, most, value));
    }
  }

  private static void checkAddress(String baseUrl) {
    if (!baseUrl.matches("https?://[^/?#\\s]+")) {
      throw new SettingsException(
          "baseUrl must be like http://host:port, without a path; it is " + baseUrl);
    }
    if (URI.create(baseUrl).getHost() == null) {
      throw new SettingsException("baseUrl must name a host; it is " + baseUrl);
    }
  }
}
