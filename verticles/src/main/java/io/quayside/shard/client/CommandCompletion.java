package io.quayside.shard.client;

import io.quayside.common.identity.Principal;
import io.quayside.domain.Command;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Completes a command with what the gateway looks up for it, before the shard is asked. What a
 * command's identity is made of is its {@link Command#payload} alone.
 */
@FunctionalInterface
public interface CommandCompletion {
  /** Looks nothing up. */
  CommandCompletion NONE = (principal, command) -> null;

  /** The command with what was found; null for a command that needs nothing. */
  @Nullable Future<Command> complete(Principal principal, Command command);
}
