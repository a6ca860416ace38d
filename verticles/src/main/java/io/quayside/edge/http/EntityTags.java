package io.quayside.edge.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entity tags of {@code If-None-Match}, in one field or in several (RFC 9110, 8.8.3 and 13.1.2).
 */
final class EntityTags {
  private static final Pattern TAG =
      Pattern.compile("\\G[ \\t,]*(?:W/)?(\"[!\\x23-\\x7e\\x80-\\xff]*\")");
  private static final String ANY = "*";

  private EntityTags() {}

  /** Whether the fields name a tag; compared weakly: a W/ in front is nothing. */
  static boolean name(List<String> fields, String tag) {
    String opaque = tag.startsWith("W/") ? tag.substring(2) : tag;
    for (String field : fields) {
      if (field.strip().equals(ANY)) {
        return true;
      }
      Matcher given = TAG.matcher(field);
      while (given.find()) {
        if (given.group(1).equals(opaque)) {
          return true;
        }
      }
    }
    return false;
  }
}
