package io.quayside.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The configuration file of the archives: every key of {@link ConfigKey}, commented out, with its
 * default, behind a comment with its meaning. Defaults and meanings are those of the table in
 * {@code docs/operations.md}, where they stand once.
 */
public final class NodeFile {
  private static final int WIDTH = 100;
  private static final Pattern ROW = Pattern.compile("\\| (`[a-z].*?) \\| (.*?) ?\\| (.*) \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\[([^]]+)]\\([^)]+\\)");
  private static final Pattern PLAIN_DEFAULT = Pattern.compile("[a-z0-9,./*-]+");
  private static final Pattern GROUPED_DIGITS = Pattern.compile("[0-9]{1,3}(,[0-9]{3})+");

  private static final String HEAD =
      """
      # The configuration of a Quayside node: quayside node --config conf/node.yaml
      # Every key, commented out, with its meaning and [its default]. Remove the # before what you change.
      # Each key is also an environment variable, which wins: http.port is QUAYSIDE_HTTP_PORT.
      # A key that nobody knows stops the start.
      """;

  private NodeFile() {}

  private record Entry(String value, String meaning) {}

  /** Writes the file: first argument {@code operations.md}, second the file to write. */
  public static void main(String[] arguments) throws IOException {
    var target = Path.of(arguments[1]);
    Files.createDirectories(target.getParent());
    Files.writeString(target, text(Files.readString(Path.of(arguments[0]))));
  }

  /** The file's text; throws if a key has no row in the table. */
  static String text(String operations) {
    var entries = entries(operations);
    var text = new StringBuilder(HEAD);
    var shown = "";
    for (var key : ConfigKey.values()) {
      var entry = entries.get(key);
      if (entry == null) {
        throw new IllegalStateException("docs/operations.md has no row for " + key.key());
      }
      if (!shown.equals(entry.meaning())) {
        text.append('\n');
        for (var line : wrap(entry.meaning().replace(" []", ""))) {
          text.append("# ").append(line).append('\n');
        }
        shown = entry.meaning();
      }
      text.append('#').append(key.key()).append(':');
      text.append(entry.value().isEmpty() ? "" : " ").append(entry.value()).append('\n');
    }
    return text.toString();
  }

  private static Map<ConfigKey, Entry> entries(String operations) {
    var entries = new EnumMap<ConfigKey, Entry>(ConfigKey.class);
    operations
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .forEach(row -> add(row, entries));
    return entries;
  }

  private static void add(MatchResult row, Map<ConfigKey, Entry> entries) {
    var keys =
        CODE.matcher(row.group(1))
            .results()
            .flatMap(code -> ConfigKey.named(code.group(1)).stream())
            .toList();
    var standard = plain(row.group(2)).strip();
    var values = values(standard, keys.size());
    var meaning = plain(row.group(3)).strip();
    for (int i = 0; i < keys.size(); i++) {
      entries.putIfAbsent(
          keys.get(i), new Entry(values.get(i), "%s [%s]".formatted(meaning, standard)));
    }
  }

  /** The default of each key of a row; empty where it is told in words. */
  private static List<String> values(String cell, int keys) {
    var parts = keys == 1 ? List.of(cell) : List.of(cell.split(cell.contains("; ") ? "; " : ", "));
    var values = new ArrayList<String>();
    for (int i = 0; i < keys; i++) {
      var part = parts.size() == keys ? parts.get(i) : "";
      var value = GROUPED_DIGITS.matcher(part).matches() ? part.replace(",", "") : part;
      values.add(PLAIN_DEFAULT.matcher(value).matches() ? value : "");
    }
    return values;
  }

  /** Without the marks of Markdown. */
  private static String plain(String markdown) {
    return CODE.matcher(LINK.matcher(markdown).replaceAll("$1")).replaceAll("$1");
  }

  private static List<String> wrap(String text) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH - 2) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
