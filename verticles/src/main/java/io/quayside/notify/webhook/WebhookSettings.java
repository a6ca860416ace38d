package io.quayside.notify.webhook;

import io.vertx.core.net.TrustOptions;
import java.util.List;

/**
 * What an operator configures for all webhooks.
 *
 * @param schedule seconds from each failed attempt to the next
 * @param ports that URLs may name
 * @param insecure whether URLs may be {@code http}
 * @param trust the authorities that certificates are verified by
 * @param logDays days that attempts are listed
 */
public record WebhookSettings(
    List<Integer> schedule,
    List<PortRange> ports,
    AddressRules addresses,
    boolean insecure,
    TrustOptions trust,
    int logDays) {
  public WebhookSettings {
    schedule = List.copyOf(schedule);
    ports = List.copyOf(ports);
  }
}
