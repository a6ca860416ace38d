package io.quayside.gateway.chaos;

import io.quayside.gateway.harness.Ports;
import java.util.List;

/** What the cluster's processes reach each other by. */
sealed interface Network {
  /** A place for one more process. */
  Host host(String name);

  /** The address by which hosts reach what runs in this process's own place. */
  String ownAddress();

  /** Drops, from now on and without a word to anybody, every packet between the two. */
  void cut(Host one, Host other);

  /** Ends a cut. */
  void heal(Host one, Host other);

  /** The loopback address and free ports: nothing can be cut. */
  final class Loopback implements Network {
    private static final String ADDRESS = "127.0.0.1";

    @Override
    public Host host(String name) {
      return new Host(name, ADDRESS, Ports.free(), List.of());
    }

    @Override
    public String ownAddress() {
      return ADDRESS;
    }

    @Override
    public void cut(Host one, Host other) {
      throw new IllegalStateException("the loopback address cannot be cut");
    }

    @Override
    public void heal(Host one, Host other) {
      throw new IllegalStateException("the loopback address cannot be cut");
    }
  }

  /**
   * A network namespace for each host, on one bridge. Two hosts are cut off from each other by
   * telling each of them a hardware address for the other that nobody has: packets leave and never
   * arrive, as in a network that fails.
   */
  final class Bridge implements Network {
    private static final String NET = "10.77.0.";
    private static final String OWN = NET + "254";
    private static final String NOBODY = "02:00:00:00:00:01";
    private static final Ports PORTS = new Ports(8080, 8081, 9092, 5432, 5701, 1883);
    private int hosts;

    /** To be called once, in a sandbox. */
    static Bridge create() {
      Shell.run("mount", "-t", "tmpfs", "none", "/run");
      Shell.run("ip", "link", "set", "lo", "up");
      Shell.run("ip", "link", "add", "bridge0", "type", "bridge");
      Shell.run("ip", "addr", "add", OWN + "/24", "dev", "bridge0");
      Shell.run("ip", "link", "set", "bridge0", "up");
      return new Bridge();
    }

    @Override
    public Host host(String name) {
      hosts++;
      var address = NET + (10 + hosts);
      var cable = "v-" + name;
      Shell.run("ip", "netns", "add", name);
      Shell.run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
      Shell.run("ip", "link", "set", cable, "master", "bridge0", "up");
      Shell.run("ip", "-n", name, "addr", "add", address + "/24", "dev", "eth0");
      Shell.run("ip", "-n", name, "link", "set", "eth0", "up");
      Shell.run("ip", "-n", name, "link", "set", "lo", "up");
      return new Host(name, address, PORTS, List.of("ip", "netns", "exec", name));
    }

    @Override
    public String ownAddress() {
      return OWN;
    }

    @Override
    public void cut(Host one, Host other) {
      mislead(one, other);
      mislead(other, one);
    }

    private static void mislead(Host sender, Host receiver) {
      Shell.run(
          "ip",
          "-n",
          sender.name(),
          "neigh",
          "replace",
          receiver.address(),
          "lladdr",
          NOBODY,
          "dev",
          "eth0",
          "nud",
          "permanent");
    }

    @Override
    public void heal(Host one, Host other) {
      Shell.run("ip", "-n", one.name(), "neigh", "del", other.address(), "dev", "eth0");
      Shell.run("ip", "-n", other.name(), "neigh", "del", one.address(), "dev", "eth0");
    }
  }
}
