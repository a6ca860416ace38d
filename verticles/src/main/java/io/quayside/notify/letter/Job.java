package io.quayside.notify.letter;

import java.time.Instant;

/**
 * A bulk redrive or discard.
 *
 * @param caller who has started it
 * @param matched letters that it is about
 * @param done letters that were handed back
 * @param refused letters that were not parked any more, or could not be handed back
 */
public record Job(
    String jobId,
    String tenant,
    String caller,
    Kind kind,
    State state,
    int matched,
    int done,
    int refused,
    Instant createdAt,
    Instant updatedAt) {
  /** What a job does. */
  public enum Kind {
    REDRIVE("dead-letters-redrive"),
    DISCARD("dead-letters-discard");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The name that callers see. */
    public String word() {
      return word;
    }
  }

  /** How a job goes. */
  public enum State {
    RUNNING,
    DONE,
    /** Its node is gone. */
    STOPPED
  }
}
