package io.quayside.consumer;

/** What a service does with an event. */
@FunctionalInterface
public interface Handler {
  /**
   * Handles an event. What it writes through {@code tx} is committed together with the note that
   * the event is handled, or not at all. Whatever it throws rolls both back and counts as a failed
   * attempt, unless the database is away.
   */
  void handle(QuaysideEvent event, Tx tx) throws Exception;
}
