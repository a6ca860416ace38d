package io.quayside.gateway.config;

import static io.quayside.gateway.config.GatewayConfig.HOST;
import static io.quayside.gateway.config.GatewayConfig.isHostAndPort;
import static io.quayside.gateway.config.GatewayConfig.isPort;
import static io.quayside.gateway.config.GatewayConfig.require;

import io.quayside.cluster.Discovery;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Where other nodes reach this one, and how it finds them. */
public record ClusterConfig(Optional<String> name, String host, int port, Discovery discovery) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern NAME_IN_DNS = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  /** What Kubernetes lets a namespace or a service be called (RFC 1123). */
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern IP_V4 =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

  public ClusterConfig {
    name.ifPresent(
        text ->
            require(
                NAME.matcher(text).matches(),
                ConfigKey.CLUSTER_NAME,
                "1 to 64 letters, digits, dots, dashes or underscores"));
    require(HOST.matcher(host).matches(), ConfigKey.CLUSTER_HOST, "a host name or address");
    require(isPort(port, 1), ConfigKey.CLUSTER_PORT, "a port from 1 to 65535");
    discovery = checked(discovery, port);
  }

  /** Whether it looks for no others. */
  public boolean standsAlone() {
    return discovery instanceof Discovery.Alone;
  }

  /** The key that says how the others are found. */
  ConfigKey discoveryKey() {
    return switch (discovery) {
      case Discovery.Alone alone -> ConfigKey.CLUSTER_MEMBERS;
      case Discovery.Members members -> ConfigKey.CLUSTER_MEMBERS;
      case Discovery.Dns dns -> ConfigKey.CLUSTER_DNS;
      case Discovery.Kubernetes kubernetes -> ConfigKey.CLUSTER_KUBERNETES;
      case Discovery.Multicast multicast -> ConfigKey.CLUSTER_MULTICAST;
    };
  }

  private static Discovery checked(Discovery discovery, int port) {
    return switch (discovery) {
      case Discovery.Alone alone -> alone;
      case Discovery.Members(List<String> addresses) ->
          new Discovery.Members(addresses.stream().map(member -> member(member, port)).toList());
      case Discovery.Dns dns -> {
        require(NAME_IN_DNS.matcher(dns.name()).matches(), ConfigKey.CLUSTER_DNS, "a host name");
        yield dns;
      }
      case Discovery.Kubernetes kubernetes -> {
        require(
            LABEL.matcher(kubernetes.namespace()).matches()
                && LABEL.matcher(kubernetes.service()).matches(),
            ConfigKey.CLUSTER_KUBERNETES,
            "a service as namespace/name");
        yield kubernetes;
      }
      case Discovery.Multicast(String group, int groupPort) -> {
        require(
            isMulticast(group) && isPort(groupPort, 1),
            ConfigKey.CLUSTER_MULTICAST,
            "a group as 224.0.0.0 to 239.255.255.255, a colon and a port");
        yield new Discovery.Multicast(group, groupPort);
      }
    };
  }

  private static String member(String member, int port) {
    var complete = HOST.matcher(member).matches() ? member + ":" + port : member;
    require(
        isHostAndPort(complete),
        ConfigKey.CLUSTER_MEMBERS,
        "members as host or host:port, as a list or with commas between them");
    return complete;
  }

  private static boolean isMulticast(String group) {
    var matcher = IP_V4.matcher(group);
    return matcher.matches()
        && IntStream.rangeClosed(1, 4).allMatch(i -> Integer.parseInt(matcher.group(i)) <= 255)
        && Integer.parseInt(matcher.group(1)) >= 224
        && Integer.parseInt(matcher.group(1)) <= 239;
  }
}
