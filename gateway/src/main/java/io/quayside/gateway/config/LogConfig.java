package io.quayside.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How this process logs.
 *
 * @param json whether each line is a JSON object
 * @param levels levels in upper case by the logger that they are set for
 */
public record LogConfig(boolean json, Map<String, String> levels) {
  private static final Pattern LEVEL =
      Pattern.compile("([A-Za-z][A-Za-z0-9_.$]*)=(?i)(off|error|warn|info|debug|trace)");

  static LogConfig of(String format, List<String> levels) {
    boolean json =
        switch (format) {
          case "text" -> false;
          case "json" -> true;
          default -> throw new InvalidValueException(ConfigKey.LOG_FORMAT, "text or json");
        };
    var byLogger = new TreeMap<String, String>();
    for (var level : levels) {
      var parts = LEVEL.matcher(level);
      GatewayConfig.require(
          parts.matches(),
          ConfigKey.LOG_LEVELS,
          "logger=level such as io.quayside=debug or root=info, as a list or with commas between");
      byLogger.put(
          parts.group(1).equalsIgnoreCase("root") ? "ROOT" : parts.group(1),
          parts.group(2).toUpperCase(Locale.ROOT));
    }
    return new LogConfig(json, byLogger);
  }
}
