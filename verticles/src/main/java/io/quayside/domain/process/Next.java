package io.quayside.domain.process;

import io.quayside.domain.Command;
import io.quayside.domain.booking.RuleName;
import java.time.Instant;

/** What the booking process does with a shipment next. */
public sealed interface Next {
  /** Nothing, until another event. */
  Next NOTHING = new Nothing();

  /** It sends a command. */
  record Act(RuleName rule, String subject, Command command) implements Next {}

  /** It waits for a time at which a rule applies, unless an event comes before. */
  record Wait(Instant until, RuleName rule, String subject) implements Next {}

  /** It waits for events only. */
  record Nothing() implements Next {}
}
