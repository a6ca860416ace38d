package io.quayside.loadtest;

/** What the clients of a run do; in a configuration, in lower case with hyphens. */
enum Scenario {
  SMOKE,
  POSITIONS_HTTP,
  POSITIONS_NDJSON,
  POSITIONS_WS,
  JOURNEYS,
  LIVE,
  MIXED;

  String key() {
    return Names.key(this);
  }

  static Scenario of(String key) {
    return Names.named("scenario", values(), key);
  }
}
