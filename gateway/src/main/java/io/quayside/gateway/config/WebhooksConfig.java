package io.quayside.gateway.config;

import io.quayside.notify.webhook.AddressRange;
import io.quayside.notify.webhook.PortRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How webhooks are sent.
 *
 * @param schedule seconds from each failed attempt to the next
 * @param ports ports and ranges of ports that URLs may name
 * @param allow CIDRs of addresses that may be connected to beside public ones
 * @param insecure whether URLs may be {@code http}
 * @param caFile PEM file of authorities beside those of the JVM
 * @param logDays days that attempts are listed
 */
public record WebhooksConfig(
    List<String> schedule,
    List<String> ports,
    List<String> allow,
    boolean insecure,
    Optional<Path> caFile,
    int logDays) {
  /** The schedule where none is given. */
  static final String SCHEDULE = "5,300,1800,7200,18000,36000,50400,72000,86400";

  private static final int MAX_STEPS = 20;
  private static final int MAX_SECONDS = 86_400;

  public WebhooksConfig {
    GatewayConfig.require(
        !schedule.isEmpty()
            && schedule.size() <= MAX_STEPS
            && schedule.stream().allMatch(WebhooksConfig::isPause),
        ConfigKey.WEBHOOKS_SCHEDULE,
        "1 to 20 numbers from 1 to 86400 with commas between them");
    GatewayConfig.require(
        !ports.isEmpty() && ports.stream().allMatch(text -> parses(PortRange::parse, text)),
        ConfigKey.WEBHOOKS_PORTS,
        "ports and ranges such as 443,8000-9000");
    GatewayConfig.require(
        allow.stream().allMatch(text -> parses(AddressRange::parse, text)),
        ConfigKey.WEBHOOKS_ALLOW,
        "blocks such as 10.1.0.0/16 or fd00::/8, as a list or with commas between them");
    GatewayConfig.require(
        logDays >= 1 && logDays <= 365, ConfigKey.WEBHOOKS_LOG_DAYS, "a number from 1 to 365");
  }

  private static boolean isPause(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= MAX_SECONDS;
  }

  private static boolean parses(Function<String, ?> parser, String text) {
    try {
      return parser.apply(text) != null;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
