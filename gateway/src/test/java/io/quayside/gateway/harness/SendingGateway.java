package io.quayside.gateway.harness;

import java.util.HashMap;
import java.util.Map;

/**
 * Hands one and the same gateway to every test class of webhooks: it sends to this machine, and
 * tries again within seconds. Its WebSockets are compressed for clients that offer it.
 */
public final class SendingGateway extends SharedGateway {
  /** Settings with which a gateway sends to this machine, and tries again within seconds. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "QUAYSIDE_WEBHOOKS_ALLOW", "127.0.0.0/8",
          "QUAYSIDE_WEBHOOKS_INSECURE", "true",
          "QUAYSIDE_WEBHOOKS_PORTS", "1-65535",
          "QUAYSIDE_WEBHOOKS_SCHEDULE", "1,1,1,2");

  public SendingGateway() {
    super("webhooks", settings());
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("QUAYSIDE_HTTP_WEBSOCKET_COMPRESSION", "true");
    return settings;
  }
}
