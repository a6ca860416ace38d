package io.quayside.consumer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The handlers by pattern: a type, {@code prefix.*}, or {@code *}. */
final class Handlers {
  private static final Pattern FORM = Pattern.compile("\\*|[a-z0-9-]+(\\.[a-z0-9-]+)*(\\.\\*)?");

  private final Map<String, Handler> byPattern;
  private final Map<String, Optional<Handler>> byType = new ConcurrentHashMap<>();

  Handlers(Map<String, Handler> byPattern) {
    this.byPattern = Map.copyOf(byPattern);
  }

  static boolean isPattern(String pattern) {
    return FORM.matcher(pattern).matches();
  }

  /** The one handler of a type: that of the type itself, else of the longest prefix. */
  Optional<Handler> of(String type) {
    return byType.computeIfAbsent(type, this::find);
  }

  private Optional<Handler> find(String type) {
    Handler found = byPattern.get(type);
    String prefix = type;
    while (found == null && prefix.indexOf('.') >= 0) {
      prefix = prefix.substring(0, prefix.lastIndexOf('.'));
      found = byPattern.get(prefix + ".*");
    }
    return Optional.ofNullable(found == null ? byPattern.get("*") : found);
  }
}
