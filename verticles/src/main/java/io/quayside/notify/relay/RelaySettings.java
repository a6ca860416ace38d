package io.quayside.notify.relay;

import io.quayside.notify.lane.EventTypes;
import io.quayside.notify.lane.FeedEvent;
import io.quayside.notify.relay.target.TargetSettings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A relay as it is configured.
 *
 * @param types patterns of the events that it relays
 * @param tenants the tenants whose events it relays; null: all
 * @param withhold whether events go in the form that an operator sees
 * @param start where a shard begins that has no cursor yet
 * @param perSecond events per second and node; null: no bound
 */
public record RelaySettings(
    String name,
    String kind,
    List<String> types,
    @Nullable Set<String> tenants,
    boolean withhold,
    Start start,
    @Nullable Integer perSecond,
    TargetSettings target) {
  /** Where a relay begins. */
  public enum Start {
    /** At the log's end. */
    NOW,
    /** At the log's beginning. */
    BEGINNING
  }

  /** The name of the relay's consumer. */
  String consumer() {
    return consumerOf(name);
  }

  static String consumerOf(String name) {
    return "relay:" + name;
  }

  /** Whether it relays an event. */
  boolean wants(FeedEvent event) {
    return (tenants == null || tenants.contains(event.stored().tenant()))
        && EventTypes.matches(types, event.stored().type());
  }
}
