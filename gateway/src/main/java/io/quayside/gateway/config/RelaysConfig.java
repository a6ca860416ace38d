package io.quayside.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quayside.common.json.Json;
import io.quayside.domain.stream.Contexts;
import io.quayside.notify.relay.RelayReader;
import io.quayside.notify.relay.RelaySettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The relays.
 *
 * @param digest differs where the lists of two nodes do
 */
public record RelaysConfig(List<RelaySettings> list, String digest) {
  private static final int DIGEST_LENGTH = 16;

  public RelaysConfig {
    list = List.copyOf(list);
  }

  static RelaysConfig read(String json, Map<String, String> environment) {
    try {
      return new RelaysConfig(
          RelayReader.read(json, Contexts.STANDARD.eventTypes(), environment::get), digest(json));
    } catch (IllegalArgumentException invalid) {
      throw new InvalidValueException(ConfigKey.RELAYS, String.valueOf(invalid.getMessage()));
    }
  }

  /**
   * Of the list before variables are put in, so that it tells nothing of their values. Blanks and
   * the order of members do not matter: one node may have the list in YAML, another in JSON.
   */
  private static String digest(String json) {
    try {
      var list = Json.parseObject(("{\"list\":" + json + '}').getBytes(UTF_8));
      var text = String.valueOf(io.vertx.core.json.Json.encode(sorted(list)));
      var sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(sha256).substring(0, DIGEST_LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /** The same value with the members of its objects by name. */
  private static Object sorted(Object value) {
    if (value instanceof List<?> elements) {
      return elements.stream().map(RelaysConfig::sorted).toList();
    }
    if (value instanceof Map<?, ?> members) {
      var byName = new TreeMap<String, Object>();
      members.forEach((name, member) -> byName.put(String.valueOf(name), sorted(member)));
      return byName;
    }
    return value;
  }
}
