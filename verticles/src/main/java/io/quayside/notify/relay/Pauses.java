package io.quayside.notify.relay;

/** Pauses between attempts: 0.1 s, then twice as long each time, at most 30 s. */
final class Pauses {
  private static final long FIRST_MILLIS = 100;
  private static final long MAX_MILLIS = 30_000;
  private static final int MAX_DOUBLINGS = 9;

  private Pauses() {}

  /** The pause after so many failures in a row, from 1. */
  static long millis(int failures) {
    return Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures - 1, MAX_DOUBLINGS));
  }
}
