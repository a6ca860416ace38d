package io.quayside.loadtest.bench;

import java.util.List;

/** Something worth measuring. */
interface Scenario {
  String name();

  /** One line: what is driven, and beside what. */
  String about();

  Outcome measure(Stage stage);

  /** Rounds of one server under one load. */
  record Row(String server, List<Round> rounds) {}

  /**
   * A bound that a figure is to keep.
   *
   * @param figures as measured; the median counts
   * @param atMost whether the limit is the most it may be, or the least
   */
  record Check(String what, Figures figures, boolean atMost, double limit) {
    boolean kept() {
      return atMost ? figures.median() <= limit : figures.median() >= limit;
    }
  }

  /** What came of it; {@code notes} are lines of whatever else is worth knowing. */
  record Outcome(List<Row> rows, List<Check> checks, List<String> notes) {}
}
