package io.quayside.edge.admin;

import io.quayside.common.json.Crockford;
import java.util.regex.Pattern;

/** Forms of the fields, ids and parameters of administration requests. */
final class AdminFields {
  static final String NAME_FORM = "1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'";
  static final String TENANT_FORM = "1 to 32 of a-z, 0-9 and '-'";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int ID_LENGTH = 8;

  private AdminFields() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether a text has the form of a key's or a group's id. */
  static boolean isId(String text) {
    return Crockford.isValid(text, ID_LENGTH);
  }
}
