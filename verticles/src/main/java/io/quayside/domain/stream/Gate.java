package io.quayside.domain.stream;

import io.quayside.domain.Command;
import io.quayside.domain.Decision.Rejected;
import java.util.Optional;

/**
 * Rules across contexts. The gate is asked about a command that its own context accepts, in the
 * same decision and on the same state, so that a permission cannot be withdrawn in between. Pure.
 */
@FunctionalInterface
public interface Gate {
  /** Lets every command pass: the contexts there are have no rules across each other. */
  Gate OPEN = (stream, command) -> Optional.empty();

  /** The refusal, if another context's state forbids the command. */
  Optional<Rejected> check(ShipmentStream stream, Command command);
}
