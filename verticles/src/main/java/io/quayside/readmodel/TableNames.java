package io.quayside.readmodel;

import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Qualifies the tables of a generation in statements: the names behind {@code from}, {@code join},
 * {@code into}, {@code update} and {@code using}. Statements are written without schemas, as for
 * the first generation; connections are shared by all generations, so that a switch opens no new
 * ones, and a prepared statement keeps its meaning.
 */
final class TableNames {
  private static final Pattern TABLE =
      Pattern.compile(
          "\\b(from|join|into|update|using)(\\s+)(%s)\\b(?!\\s*\\()"
              .formatted(String.join("|", Generation.TABLES)));

  /** More statements than there are; a defect that makes ever new ones must not fill memory. */
  private static final int KEPT = 10_000;

  private final String replacement;
  private final ConcurrentHashMap<String, String> qualified = new ConcurrentHashMap<>();

  private TableNames(int generation) {
    this.replacement = "$1$2" + Generation.schema(generation) + ".$3";
  }

  private static final ConcurrentHashMap<Integer, TableNames> BY_GENERATION =
      new ConcurrentHashMap<>();

  /** A statement for a generation; for the first one as it is. */
  static String in(int generation, String sql) {
    return generation == 0
        ? sql
        : BY_GENERATION.computeIfAbsent(generation, TableNames::new).qualify(sql);
  }

  private String qualify(String sql) {
    String known = qualified.get(sql);
    if (known != null) {
      return known;
    }
    String made = TABLE.matcher(sql).replaceAll(replacement);
    if (qualified.size() < KEPT) {
      qualified.put(sql, made);
    }
    return made;
  }
}
