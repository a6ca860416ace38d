package io.quayside.loadtest;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import io.quayside.loadtest.Profile.Timing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Reads the settings: {@code loadtest.conf}, over it a file of one's own, over it {@code -D}. */
final class SettingsReader {
  private static final String OWN_FILE = "settings";
  private static final String SCENARIOS = "scenarios";
  private static final String MIX = "mix";
  private static final Config DEFAULTS = ConfigFactory.parseResources("loadtest.conf");

  /** Those that {@code -D} may give. */
  private static final Set<String> PLAIN = plain();

  /** Names without a dot that Maven and its plugins have, and that a user may give to Maven. */
  private static final Set<String> MAVENS = Set.of("basedir", "bench", "localRepository", "test");

  private SettingsReader() {}

  static Settings read(Properties properties) {
    refuseUnknown(properties);
    try {
      return settings(merged(properties));
    } catch (ConfigException e) {
      throw new SettingsException(e.getMessage().replaceAll("\\s+", " "));
    }
  }

  /**
   * Names of settings have no dot, and nearly all other system properties have one. What is in a
   * file only, such as {@code mix.live.users}, has one too.
   */
  private static void refuseUnknown(Properties properties) {
    Set<String> known = new TreeSet<>(PLAIN);
    known.add(OWN_FILE);
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      int dot = name.indexOf('.');
      boolean ours = dot < 0 || DEFAULTS.root().containsKey(name.substring(0, dot));
      if (ours && !known.contains(name) && !MAVENS.contains(name) && !isMavens(name)) {
        throw new SettingsException(
            "-D%s: there is no setting %s; there are %s"
                .formatted(name, name, String.join(", ", known)));
      }
    }
  }

  /** Maven's own switches, such as {@code skipTests}. */
  private static boolean isMavens(String name) {
    return name.startsWith("skip") || name.startsWith("maven");
  }

  private static Config merged(Properties properties) {
    Config own = own(properties.getProperty(OWN_FILE));
    Config given = ConfigFactory.empty();
    for (String key : PLAIN) {
      String value = properties.getProperty(key);
      if (value != null) {
        // Where a value comes from stands in what is said of a wrong one.
        given = given.withValue(key, ConfigValueFactory.fromAnyRef(value, "-D" + key));
      }
    }
    Config all = given.withFallback(own).withFallback(DEFAULTS);
    String scenario = Scenario.of(all.getString("scenario")).key();
    return given
        .withFallback(ofScenario(own, scenario))
        .withFallback(own)
        .withFallback(ofScenario(DEFAULTS, scenario))
        .withFallback(DEFAULTS)
        .resolve();
  }

  private static Config ofScenario(Config config, String scenario) {
    String path = SCENARIOS + "." + scenario;
    return config.hasPath(path) ? config.getConfig(path) : ConfigFactory.empty();
  }

  private static Config own(String file) {
    if (file == null) {
      return ConfigFactory.empty();
    }
    if (!Files.isReadable(Path.of(file))) {
      throw new SettingsException("settings must be a file; this can't be read: " + file);
    }
    Config own =
        ConfigFactory.parseFile(
            Path.of(file).toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    own.root().keySet().forEach(key -> refuseUnknown(key, DEFAULTS.root().keySet(), file));
    if (own.hasPath(SCENARIOS)) {
      own.getConfig(SCENARIOS).root().keySet().forEach(Scenario::of);
      for (String scenario : own.getConfig(SCENARIOS).root().keySet()) {
        ofScenario(own, scenario).root().keySet().forEach(key -> refuseUnknown(key, PLAIN, file));
      }
    }
    return own;
  }

  private static void refuseUnknown(String key, Set<String> known, String file) {
    if (!known.contains(key)) {
      throw new SettingsException(
          "%s: there is no setting %s; there are %s"
              .formatted(file, key, String.join(", ", new TreeSet<>(known))));
    }
  }

  private static Settings settings(Config config) {
    return new Settings(
        Scenario.of(config.getString("scenario")),
        baseUrls(config.getString("baseUrl")),
        new Credentials(config.getString("token"), config.getString("tenant")),
        Profile.of(config.getString("profile")),
        new Timing(
            Duration.ofSeconds(config.getInt("seconds")),
            Duration.ofSeconds(config.getInt("rampSeconds")),
            config.getInt("spikeFactor")),
        new Load(config.getInt("users"), config.getDouble("rate")),
        config.getLong("seed"),
        new Settings.Fleets(
            config.getInt("batch"), config.getInt("vehicles"), config.getInt("reconnectEvery")),
        new Settings.Thresholds(
            config.getDouble("failedPercent"), config.getInt("p99Ms"), config.getInt("frameP99Ms")),
        mix(config.getConfig(MIX)));
  }

  private static List<String> baseUrls(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1)).map(String::strip).toList();
  }

  private static Map<Scenario, Load.Share> mix(Config config) {
    Map<Scenario, Load.Share> mix = new EnumMap<>(Scenario.class);
    for (String key : config.root().keySet()) {
      Scenario part = Scenario.of(key);
      if (part == Scenario.MIXED) {
        throw new SettingsException("mix must not hold mixed");
      }
      mix.put(part, new Load.Share(config.getInt(key + ".users"), config.getInt(key + ".rate")));
    }
    return mix;
  }

  private static Set<String> plain() {
    Set<String> keys = new TreeSet<>(DEFAULTS.root().keySet());
    keys.removeAll(Set.of(SCENARIOS, MIX));
    return Set.copyOf(keys);
  }
}
