package io.quayside.domain.booking;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of the rules of the booking process, in the order in which they are asked. */
public enum RuleName {
  UNDO_DOCUMENTS,
  UNDO_TENDER,
  UNDO_DONE,
  YIELD,
  CLOSE,
  EXPIRE,
  OFFER,
  FAIL,
  ASSIGN,
  REPLACE,
  OPEN,
  NO_CARRIER,
  REQUEST,
  HOLD,
  REMIND,
  LATE,
  RELEASE,
  COMPLETE;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name as events, queries and command ids have it, such as {@code undo-documents}. */
  public String word() {
    return word;
  }

  /** The rule of that name, or null. */
  public static @Nullable RuleName ofWord(String word) {
    for (RuleName rule : values()) {
      if (rule.word.equals(word)) {
        return rule;
      }
    }
    return null;
  }
}
