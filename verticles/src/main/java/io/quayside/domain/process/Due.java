package io.quayside.domain.process;

import io.quayside.domain.Command;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does to one subject.
 *
 * @param subject as {@code document/1}
 * @param at when; null: at once
 * @param command sent when it is time
 */
record Due(String subject, @Nullable Instant at, Command command) {
  static Due now(String subject, Command command) {
    return new Due(subject, null, command);
  }

  boolean isDue(Instant now) {
    return at == null || !now.isBefore(at);
  }
}
