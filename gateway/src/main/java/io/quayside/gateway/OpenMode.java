package io.quayside.gateway;

import io.quayside.gateway.config.ConfigKey;
import io.quayside.gateway.config.GatewayConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns, at each start, of ports that other machines reach without credentials. */
final class OpenMode {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMode.class);

  private OpenMode() {}

  static void warn(GatewayConfig config) {
    if (!config.auth().required()) {
      warn(ConfigKey.HTTP_HOST, config.http().host());
      warn(ConfigKey.MANAGEMENT_HOST, config.management().host());
      if (config.mqtt().port().isPresent()) {
        warn(ConfigKey.MQTT_HOST, config.mqtt().host());
      }
    }
  }

  private static void warn(ConfigKey key, String host) {
    if (!isLoopback(host)) {
      LOG.warn(
          "{} is {} and {} is none: whoever reaches that port may do everything",
          key.key(),
          host,
          ConfigKey.AUTH_MODE.key());
    }
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // The check of ports refuses it in a moment.
      return false;
    }
  }
}
