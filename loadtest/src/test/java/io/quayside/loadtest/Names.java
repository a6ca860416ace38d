package io.quayside.loadtest;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How constants are called in a configuration: in lower case, with hyphens. */
final class Names {
  private Names() {}

  static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> E named(String setting, E[] constants, String key) {
    return Arrays.stream(constants)
        .filter(constant -> key(constant).equals(key))
        .findFirst()
        .orElseThrow(() -> new SettingsException(refusal(setting, constants, key)));
  }

  private static String refusal(String setting, Enum<?>[] constants, String key) {
    String valid = Arrays.stream(constants).map(Names::key).collect(Collectors.joining(", "));
    return "%s must be one of %s; it is %s".formatted(setting, valid, key);
  }
}
