package io.quayside.gateway;

import io.quayside.gateway.config.ConfigKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A port this process is going to listen on. Looked at before anything starts, so that a taken one
 * is a line at once and not a failure halfway.
 */
record PortCheck(ConfigKey key, String host, int port) {
  /** Throws at the first port that cannot be had; port 0, any free one, always can. */
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
      // As the servers do: connections of a former process that linger are no obstacle.
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException e) {
      throw StartException.refused(
          "port %d on %s cannot be had (%s); %s or %s changes it"
              .formatted(port, host, e.getMessage(), key.key(), key.variable()));
    }
  }
}
