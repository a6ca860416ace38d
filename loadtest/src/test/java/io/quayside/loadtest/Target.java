package io.quayside.loadtest;

import java.time.Duration;

/**
 * Where a scenario aims and how hard, from the system properties {@code baseUrl}, {@code users} and
 * {@code seconds}.
 *
 * @param users how many clients are busy at any time, 1–10,000
 * @param duration for how long a client that is done is replaced by a new one, 1 s to 1 h
 */
record Target(String baseUrl, int users, Duration duration) {
  Target {
    if (!baseUrl.startsWith("http://") && !baseUrl.startsWith("https://")) {
      throw new IllegalArgumentException("baseUrl must be an http or https address: " + baseUrl);
    }
    if (baseUrl.endsWith("/")) {
      throw new IllegalArgumentException("baseUrl must not end with a slash: " + baseUrl);
    }
    if (users < 1 || users > 10_000) {
      throw new IllegalArgumentException("users must be 1 to 10000: " + users);
    }
    if (duration.isZero() || duration.isNegative() || duration.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("seconds must be 1 to 3600: " + duration.toSeconds());
    }
  }

  static Target fromSystemProperties() {
    return new Target(
        System.getProperty("baseUrl", "http://127.0.0.1:8080"),
        Integer.getInteger("users", 5),
        Duration.ofSeconds(Integer.getInteger("seconds", 10)));
  }

  /** The same server, for WebSockets: {@code http} becomes {@code ws}. */
  String webSocketUrl() {
    return "ws" + baseUrl.substring("http".length());
  }
}
