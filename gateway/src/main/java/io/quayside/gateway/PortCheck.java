package io.quayside.gateway;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A port that this process will listen on. Checked before any part starts, so that a port in use is
 * reported in one line at once.
 */
record PortCheck(ConfigKey key, String host, int port) {
  /** Throws at the first port that is in use; port 0 (any free port) never is. */
  static void all(List<PortCheck> ports) {
    Map<Integer, ConfigKey> seen = new HashMap<>();
    for (var check : ports) {
      if (check.port != 0) {
        var other = seen.put(check.port, check.key);
        if (other != null) {
          throw StartException.refused(
              "%s: port %d is given to %s too".formatted(check.key.key(), check.port, other.key()));
        }
        check.bind();
      }
    }
  }

  private void bind() {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw StartException.refused(
          "port %d: the host %s beside %s is unknown".formatted(port, host, key.key()));
    }
    try (var socket = new ServerSocket()) {
      // As the servers do: lingering connections of a former process do not block the port.
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** The refusal of the start because the port cannot be had. */
  StartException refused(IOException cause) {
    return StartException.refused(
        "port %d on %s cannot be had (%s); %s or %s changes it"
            .formatted(port, host, cause.getMessage(), key.key(), key.variable()));
  }
}
