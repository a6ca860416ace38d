package io.quayside.consumer;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds statements that end a transaction in a text of SQL, which may hold several. */
final class TransactionWords {
  /** Comments, quoted texts and names, the ends of statements, words; all else is one character. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\n]*+|/\\*.*?\\*/"
              + "|[eE]'(?:[^'\\\\]|\\\\.|'')*+'|'[^']*+'|\"[^\"]*+\""
              + "|(\\$(?:[A-Za-z_]\\w*)?\\$).*?\\1"
              + "|(;)|([\\w$]++)|\\s++|.",
          Pattern.DOTALL);

  private static final int TAG = 1;
  private static final int END = 2;
  private static final int WORD = 3;

  private TransactionWords() {}

  /**
   * Refuses a text with a statement that ends the transaction; {@code rollback to} a save point is
   * none.
   *
   * @throws IllegalStateException if there is one
   */
  static void refuse(String sql) {
    String first = "";
    boolean toSavepoint = false;
    boolean begins = true;
    for (Matcher token = TOKEN.matcher(sql); token.find(); ) {
      if (token.group(END) != null) {
        refuse(first, toSavepoint);
        first = "";
        toSavepoint = false;
        begins = true;
      } else if (token.group(WORD) != null) {
        String word = token.group(WORD).toLowerCase(Locale.ROOT);
        toSavepoint |= word.equals("to");
        first = begins ? word : first.equals("prepare") ? first + " " + word : first;
        begins = false;
      } else if (token.group(TAG) != null) {
        begins = false;
      }
    }
    refuse(first, toSavepoint);
  }

  private static void refuse(String first, boolean toSavepoint) {
    switch (first) {
      case "commit", "end", "abort", "prepare transaction" ->
          throw GuardedConnection.refusal(first);
      case "rollback" -> {
        if (!toSavepoint) {
          throw GuardedConnection.refusal(first);
        }
      }
      default -> {
        // Of no concern to the transaction's end.
      }
    }
  }
}
