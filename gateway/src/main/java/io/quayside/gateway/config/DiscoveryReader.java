package io.quayside.gateway.config;

import io.quayside.cluster.Discovery;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads how a node finds the others: at most one of the ways may be given. */
final class DiscoveryReader {
  private static final List<ConfigKey> WAYS =
      List.of(
          ConfigKey.CLUSTER_MEMBERS,
          ConfigKey.CLUSTER_DNS,
          ConfigKey.CLUSTER_KUBERNETES,
          ConfigKey.CLUSTER_MULTICAST);

  private DiscoveryReader() {}

  static Discovery read(Function<ConfigKey, Optional<String>> texts) {
    var given = WAYS.stream().filter(key -> texts.apply(key).isPresent()).toList();
    if (given.isEmpty()) {
      return new Discovery.Alone();
    }
    if (given.size() > 1) {
      throw new InvalidValueException(given.getLast(), "no " + given.getFirst().key() + " with it");
    }
    var key = given.getFirst();
    var text = texts.apply(key).orElseThrow();
    return switch (key) {
      case CLUSTER_DNS -> new Discovery.Dns(text);
      case CLUSTER_KUBERNETES ->
          new Discovery.Kubernetes(before('/', text), text.substring(text.indexOf('/') + 1));
      case CLUSTER_MULTICAST -> new Discovery.Multicast(before(':', text), portOf(text));
      default -> new Discovery.Members(Stream.of(text.split(",", -1)).map(String::strip).toList());
    };
  }

  /** Empty where there is no such character; the record refuses that. */
  private static String before(char separator, String text) {
    return text.substring(0, Math.max(0, text.indexOf(separator)));
  }

  private static int portOf(String text) {
    var port = text.substring(text.indexOf(':') + 1);
    return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : -1;
  }
}
