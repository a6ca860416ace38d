package io.quayside.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** One place from which values come: the file, or the environment. Refuses keys nobody knows. */
final class ConfigSource {
  /** A value as it was written, and where. Only shown where it cannot be a secret. */
  record Written(String text, String where) {}

  /** Keys that take several values: a list in a file, with commas between them elsewhere. */
  private static final Set<ConfigKey> LISTS =
      EnumSet.of(
          ConfigKey.CLUSTER_MEMBERS,
          ConfigKey.HTTP_ORIGINS,
          ConfigKey.HTTP_HOSTS,
          ConfigKey.LOG_LEVELS);

  private final Map<ConfigKey, Written> values = new EnumMap<>(ConfigKey.class);

  private ConfigSource() {}

  Map<ConfigKey, Written> values() {
    return values;
  }

  static ConfigSource environment(Map<String, String> environment) {
    var source = new ConfigSource();
    // Sorted, so that of several mistakes always the same is named.
    new TreeMap<>(environment)
        .forEach(
            (variable, text) -> {
              if (variable.startsWith(ConfigKey.ENVIRONMENT_PREFIX)) {
                var key =
                    ConfigKey.ofVariable(variable)
                        .orElseThrow(() -> unknown(variable, "the environment", knownVariables()));
                source.values.put(key, new Written(text, "environment " + variable));
              }
            });
    return source;
  }

  static ConfigSource file(Path file) {
    var source = new ConfigSource();
    var root = parse(file);
    if (root == null) {
      return source;
    }
    if (!(root instanceof Map<?, ?> sections)) {
      throw new ConfigException("%s: expected keys with values".formatted(file));
    }
    source.take("", sections, "file " + file);
    return source;
  }

  private static Object parse(Path file) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      return new Yaml(new SafeConstructor(options)).load(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new ConfigException("--config %s: there is no such file".formatted(file), e);
    } catch (IOException e) {
      throw new ConfigException(
          "--config %s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new ConfigException(
          "%s: not valid YAML in line %d: %s"
              .formatted(file, mark == null ? 1 : mark.getLine() + 1, e.getProblem()),
          e);
    } catch (YAMLException e) {
      throw new ConfigException("%s: not valid YAML".formatted(file), e);
    }
  }

  private void take(String prefix, Map<?, ?> section, String where) {
    section.forEach(
        (name, value) -> {
          var key = prefix + name;
          if (value instanceof Map<?, ?> inner && ConfigKey.isSection(key)) {
            take(key + ".", inner, where);
          } else if (ConfigKey.isSection(key)) {
            throw new ConfigException(
                "%s (%s): expected a section with keys beneath it".formatted(key, where));
          } else {
            var known =
                ConfigKey.named(key).orElseThrow(() -> unknown(key, "the " + where, knownKeys()));
            if (values.put(known, new Written(text(known, value, where), where)) != null) {
              throw new ConfigException(
                  "%s (%s): expected once, found twice".formatted(key, where));
            }
          }
        });
  }

  private static String text(ConfigKey key, Object value, String where) {
    if (value instanceof List<?> list && LISTS.contains(key)) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    if (value instanceof List<?> list
        && (key == ConfigKey.AUTH_ISSUERS || key == ConfigKey.RELAYS)) {
      return IssuersReader.toJson(list);
    }
    if (value instanceof String || value instanceof Integer || value instanceof Boolean) {
      return value.toString();
    }
    throw new ConfigException(
        "%s (%s): expected one value, found %s"
            .formatted(key.key(), where, value == null ? "none" : "something else"));
  }

  private static ConfigException unknown(String name, String where, String known) {
    return new ConfigException("%s: unknown in %s; known are %s".formatted(name, where, known));
  }

  private static String knownKeys() {
    return String.join(", ", List.of(ConfigKey.values()).stream().map(ConfigKey::key).toList());
  }

  private static String knownVariables() {
    return String.join(
        ", ", List.of(ConfigKey.values()).stream().map(ConfigKey::variable).toList());
  }
}
