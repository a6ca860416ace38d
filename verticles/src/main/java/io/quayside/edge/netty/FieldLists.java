package io.quayside.edge.netty;

import io.netty.util.AsciiString;
import java.util.List;

/** Fields whose values are lists of tokens, in one field or in several (RFC 9110, 5.6.1). */
public final class FieldLists {
  private FieldLists() {}

  /** Whether a list has a token, in whatever case. */
  public static boolean contain(List<String> fields, CharSequence token) {
    for (String field : fields) {
      for (String given : field.split(",", -1)) {
        if (AsciiString.contentEqualsIgnoreCase(given.strip(), token)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a list has no other element than a token, in whatever case; an empty list has none. */
  public static boolean containOnly(List<String> fields, CharSequence token) {
    for (String field : fields) {
      for (String given : field.split(",", -1)) {
        String element = given.strip();
        if (!element.isEmpty() && !AsciiString.contentEqualsIgnoreCase(element, token)) {
          return false;
        }
      }
    }
    return true;
  }
}
