package io.quayside.push.fleet;

import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * How a watch begins.
 *
 * @param log the log that its cursors are of
 * @param cursor what it resumes after, where it catches up; else null
 */
record Admission(Kind kind, Uuid log, @Nullable FleetCursor cursor) {
  enum Kind {
    /** From now on. */
    NOW,
    /** It has missed more than it is sent: from now on. */
    TOO_FAR_BEHIND,
    /** With what it has missed. */
    CATCHES_UP,
    /** Its text is no cursor of this log. */
    REFUSED
  }
}
