package io.quayside.gateway;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * The file of {@code kafka.client-file}: properties that every Kafka client of the gateway is
 * given, such as those of TLS and SASL. What it says of a mistake holds no value.
 */
final class KafkaClientFile {
  private KafkaClientFile() {}

  /** Reads the file; throws {@link StartException} at the first mistake. */
  static Map<String, String> read(Path file) {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw refused(file, "cannot be read (%s)".formatted(e));
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    var known = known();
    for (var key : settings.keySet()) {
      if (key.equals(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
        throw refused(
            file, key + " does not belong there but into " + ConfigKey.KAFKA_BOOTSTRAP.key());
      }
      if (!known.contains(key)) {
        throw refused(file, key + " is no property of all Kafka clients");
      }
    }
    verify(file, settings);
    return settings;
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>(AdminClientConfig.configNames());
    known.retainAll(ProducerConfig.configNames());
    known.retainAll(ConsumerConfig.configNames());
    return known;
  }

  /** Looks at one property after the other, so that the wrong one can be named. */
  private static void verify(Path file, Map<String, String> settings) {
    var definition = AdminClientConfig.configDef();
    for (var setting : settings.entrySet()) {
      try {
        definition.parse(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:9092",
                setting.getKey(),
                setting.getValue()));
      } catch (ConfigException e) {
        // Its message quotes the value.
        throw refused(file, setting.getKey() + " has a value that Kafka's clients refuse");
      }
    }
  }

  private static StartException refused(Path file, String why) {
    return StartException.refused(
        "%s: %s: %s".formatted(ConfigKey.KAFKA_CLIENT_FILE.key(), file, why));
  }
}
