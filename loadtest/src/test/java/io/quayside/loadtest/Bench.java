package io.quayside.loadtest;

import io.quayside.loadtest.bench.Run;

/** Measures what is asked for, see BENCH.md. */
public final class Bench {
  private Bench() {}

  /** Exit status 1 if something could not be measured. */
  public static void main(String[] arguments) {
    System.exit(Run.of(arguments) ? 0 : 1);
  }
}
