package io.quayside.log.kafka;

import java.util.HashMap;
import java.util.Map;

/**
 * What every Kafka client of a node is given: the brokers, and how to reach them over TLS and SASL.
 * Its text shows the brokers alone, for the rest may hold secrets.
 */
public final class ClientSettings {
  private final String bootstrap;
  private final Map<String, String> settings;

  /**
   * Settings of clients.
   *
   * @param bootstrap {@code host:port}, separated by commas
   * @param more settings that all kinds of clients know
   */
  public ClientSettings(String bootstrap, Map<String, String> more) {
    this.bootstrap = bootstrap;
    Map<String, String> all = new HashMap<>(more);
    all.put("bootstrap.servers", bootstrap);
    this.settings = Map.copyOf(all);
  }

  public String bootstrap() {
    return bootstrap;
  }

  /** The settings by name, secrets included: for Kafka's clients only. */
  public Map<String, String> reveal() {
    return settings;
  }

  @Override
  public String toString() {
    return bootstrap;
  }
}
