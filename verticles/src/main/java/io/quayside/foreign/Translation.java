package io.quayside.foreign;

import io.quayside.domain.Command;
import io.quayside.domain.tracking.PositionUpdate;
import java.util.List;

/** What a record means for one shipment. */
public sealed interface Translation {
  /** The code of letters about what cannot be translated. */
  String UNTRANSLATABLE = "untranslatable";

  Translation NOTHING = new Nothing();

  /** Nothing in the shipment's present state. */
  record Nothing() implements Translation {}

  /** Commands, each after the one before it was accepted. */
  record Commands(List<Command> commands) implements Translation {
    public Commands {
      commands = List.copyOf(commands);
    }
  }

  /** A tracking update. */
  record Position(PositionUpdate update) implements Translation {}

  /** It cannot be told; {@code detail} says why, in our words. */
  record Unclear(String detail) implements Translation {}

  /** One command. */
  static Translation of(Command command) {
    return new Commands(List.of(command));
  }
}
