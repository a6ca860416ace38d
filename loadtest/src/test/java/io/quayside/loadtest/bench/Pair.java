package io.quayside.loadtest.bench;

import java.util.ArrayList;
import java.util.List;

/** Rounds of the gateway and of what it is held against, in turn. */
record Pair(List<Round> ours, List<Round> theirs) {
  /** A server and what it is driven with. */
  record Side(Server server, Load load) {}

  static Pair measure(String scenario, Stage stage, Side ours, Side theirs) {
    stage.warmUp(scenario, List.of(theirs.server), theirs.load);
    stage.warmUp(scenario, List.of(ours.server), ours.load);
    var pair = new Pair(new ArrayList<>(), new ArrayList<>());
    double seconds = stage.settings().seconds();
    for (int i = 0; i < stage.settings().rounds(); i++) {
      pair.ours.add(stage.round(scenario, List.of(ours.server), ours.load, seconds));
      pair.theirs.add(stage.round(scenario, List.of(theirs.server), theirs.load, seconds));
    }
    return pair;
  }
}
