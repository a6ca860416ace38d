package io.quayside.loadtest.itinerary;

import java.util.Optional;

/** Something a client does with a shipment. */
public sealed interface Step {
  /** How the report calls it. */
  String name();

  record Book() implements Step {
    @Override
    public String name() {
      return "book";
    }
  }

  record AssignCarrier() implements Step {
    @Override
    public String name() {
      return "assign carrier";
    }
  }

  record Release() implements Step {
    @Override
    public String name() {
      return "release";
    }
  }

  record Cancel(String reason) implements Step {
    @Override
    public String name() {
      return "cancel";
    }
  }

  /**
   * A milestone.
   *
   * @param late it happened long before the ones already told, and must not move the status
   */
  record Milestone(String code, Optional<String> exceptionCode, boolean late) implements Step {
    @Override
    public String name() {
      return late ? "milestone (late)" : "milestone " + code;
    }
  }

  /** A milestone that the state machine has to refuse. */
  record Refused(String code) implements Step {
    @Override
    public String name() {
      return "milestone (refused)";
    }
  }

  /** The step before once more, word for word and with its key, as if its answer had been lost. */
  record Again() implements Step {
    @Override
    public String name() {
      return "retry (replayed)";
    }
  }
}
