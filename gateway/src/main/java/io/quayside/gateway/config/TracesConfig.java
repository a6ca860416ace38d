package io.quayside.gateway.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether and where this process sends traces. What is empty is left to the environment variables
 * of OpenTelemetry ({@code OTEL_…}), which win, and to its defaults.
 *
 * @param endpoint the URL of a collector that takes OTLP over HTTP
 * @param percent how many of the traces that begin here are sampled, above 0 to 100
 */
public record TracesConfig(boolean enabled, Optional<String> endpoint, Optional<Double> percent) {
  private static final Pattern URL = Pattern.compile("https?://[^/\\s?#@]+(/[^\\s?#]*)?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,6})?");

  static TracesConfig of(boolean enabled, Optional<String> endpoint, Optional<String> percent) {
    endpoint.ifPresent(
        url ->
            GatewayConfig.require(
                URL.matcher(url).matches(),
                ConfigKey.TRACES_ENDPOINT,
                "an http or https URL such as http://collector:4318"));
    return new TracesConfig(enabled, endpoint, percent.map(TracesConfig::percentOf));
  }

  private static double percentOf(String text) {
    double percent = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : -1;
    GatewayConfig.require(
        percent > 0 && percent <= 100,
        ConfigKey.TRACES_PERCENT,
        "a number above 0, up to 100, such as 1 or 0.1");
    return percent;
  }
}
