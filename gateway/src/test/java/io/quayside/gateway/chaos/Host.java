package io.quayside.gateway.chaos;

import io.quayside.gateway.harness.Ports;
import java.util.List;

/**
 * Where one process of the cluster runs.
 *
 * @param address its IPv4 address, which the others know it by
 * @param ports a broker's controller listens on the cluster port
 * @param prefix what to put before a command that is to run there
 */
record Host(String name, String address, Ports ports, List<String> prefix) {
  String kafka() {
    return address + ":" + ports.kafka();
  }

  String cluster() {
    return address + ":" + ports.cluster();
  }
}
