package io.quayside.gateway.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What the cluster runs in: where the system lets us, namespaces of its own for processes, mounts
 * and the network. All of them end with the first process in them, however it ends.
 *
 * @param prefix what to put before a command that is to run in it; nothing for no sandbox
 * @param whyNot why there is none; empty where there is one
 */
record Sandbox(List<String> prefix, String whyNot) {
  private static final List<String> UNSHARE =
      List.of("-n", "-m", "-p", "--fork", "--kill-child", "--mount-proc");

  /** Tries all that the network will need. */
  private static final String PROBE =
      "mount -t tmpfs none /run && ip link set lo up && ip netns add probe && ip link add bridge0"
          + " type bridge && ip link add v0 type veth peer name eth0 netns probe && ip netns exec"
          + " probe true";

  /** The one that works here, as root or, by a user namespace, as anybody. */
  static Sandbox find() {
    var refusals = new ArrayList<String>();
    for (var user : List.of(List.<String>of(), List.of("-r"))) {
      var prefix = new ArrayList<String>(List.of("unshare"));
      prefix.addAll(user);
      prefix.addAll(UNSHARE);
      var probe = new ArrayList<>(prefix);
      probe.addAll(List.of("sh", "-c", PROBE));
      var ended = Shell.attempt(probe);
      if (ended.status() == 0) {
        return new Sandbox(prefix, "");
      }
      refusals.add(ended.said());
    }
    return none(String.join("; ", refusals));
  }

  static Sandbox none(String whyNot) {
    return new Sandbox(List.of(), whyNot);
  }
}
