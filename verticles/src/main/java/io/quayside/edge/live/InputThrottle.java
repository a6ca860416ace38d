package io.quayside.edge.live;

/**
 * Stops reading a connection while too many of its frames are unanswered, or too many answers wait
 * because the peer does not read them; goes on at half of that. Confined to its event loop.
 */
final class InputThrottle {
  private final int limit;
  private final SendQueue answers;
  private final Runnable pause;
  private final Runnable resume;
  private State state = State.READING;
  private int unanswered;

  private enum State {
    READING,
    PAUSED
  }

  InputThrottle(int limit, SendQueue answers, Runnable pause, Runnable resume) {
    this.limit = limit;
    this.answers = answers;
    this.pause = pause;
    this.resume = resume;
  }

  boolean isPaused() {
    return state == State.PAUSED;
  }

  /** A frame of so much work has been taken. */
  void taken(int weight) {
    unanswered += weight;
    adjust();
  }

  /** The answer to a frame of so much work has been sent. */
  void answered(int weight) {
    unanswered -= weight;
    adjust();
  }

  /** Called each time queued answers have been written. */
  void adjust() {
    int open = unanswered + answers.waiting();
    if (state == State.READING && open >= limit) {
      state = State.PAUSED;
      pause.run();
    } else if (state == State.PAUSED && open <= limit / 2) {
      state = State.READING;
      resume.run();
    }
  }
}
