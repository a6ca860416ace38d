package io.quayside.gateway.chaos;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What is done to the cluster. */
enum FaultKind {
  KILL_GATEWAY("kill-gateway", "kill -9 of a gateway that owns shards, then started again", false),
  PAUSE_GATEWAY("pause-gateway", "SIGSTOP of a gateway, longer than every timeout", false),
  CUT_GATEWAY("cut-gateway", "no packets between a gateway and the other two", true),
  CUT_KAFKA("cut-kafka", "no packets between a gateway and all brokers", true),
  KILL_BROKER("kill-broker", "kill -9 of a broker, then started again", false),
  RESTART_POSTGRES("restart-postgres", "PostgreSQL stopped, and started some seconds later", false),
  ROLL_GATEWAYS("roll-gateways", "each gateway in turn asked to end and started again", false);

  private final String title;
  private final String description;
  private final boolean cut;

  FaultKind(String title, String description, boolean cut) {
    this.title = title;
    this.description = description;
    this.cut = cut;
  }

  String title() {
    return title;
  }

  String description() {
    return description;
  }

  /** Whether the network has to be cut for it. */
  boolean cut() {
    return cut;
  }

  /** Those with these titles; all where none is given. */
  static Set<FaultKind> named(Collection<String> titles) {
    if (titles.isEmpty()) {
      return EnumSet.allOf(FaultKind.class);
    }
    var kinds = EnumSet.noneOf(FaultKind.class);
    for (var title : titles) {
      kinds.add(
          Arrays.stream(values())
              .filter(kind -> kind.title.equals(title))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no such fault: " + title)));
    }
    return kinds;
  }
}
