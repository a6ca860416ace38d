package io.quayside.gateway.chaos;

import io.quayside.gateway.chaos.History.Tracked;
import io.quayside.gateway.chaos.History.Violation.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Acknowledged tracking updates, held against the log. None may be lost. A crash between log and
 * mark may let one through twice, which is why doubles count as violations only away from faults.
 */
final class UpdatesCheck {
  private static final long NEAR_NANOS = Duration.ofSeconds(5).toNanos();

  private final History history;
  private final List<Fault> faults;
  private final Map<String, Integer> logged = new HashMap<>();
  private long loggedTwice;
  private long acceptedTwice;

  UpdatesCheck(History history, List<Fault> faults) {
    this.history = history;
    this.faults = List.copyOf(faults);
  }

  void read(JsonObject update) {
    logged.merge(update.getString("id"), 1, Integer::sum);
  }

  void compare(List<Tracked> updates) {
    var accepted = new HashSet<String>();
    var counted = new HashSet<String>();
    var far = farFromFaults(updates);
    for (var update : updates) {
      int times = logged.getOrDefault(update.id(), 0);
      if (times == 0) {
        history.violated(Kind.UPDATE_LOST, update.toString());
      }
      boolean again = "accepted".equals(update.result()) && !accepted.add(update.id());
      if (again) {
        acceptedTwice++;
      }
      if (times > 1 && counted.add(update.id())) {
        loggedTwice++;
        if (far.contains(update.id())) {
          history.violated(Kind.UPDATE_DUPLICATED, times + " times: " + update);
        }
      }
    }
  }

  private Set<String> farFromFaults(List<Tracked> updates) {
    var far = new HashSet<String>();
    var near = new HashSet<String>();
    for (var update : updates) {
      if (logged.getOrDefault(update.id(), 0) > 1) {
        boolean isNear = faults.stream().anyMatch(fault -> near(update, fault));
        (isNear ? near : far).add(update.id());
      }
    }
    far.removeAll(near);
    return far;
  }

  private static boolean near(Tracked update, Fault fault) {
    return update.answeredNanos() >= fault.beganNanos() - NEAR_NANOS
        && update.firstSentNanos() <= fault.wholeNanos() + NEAR_NANOS;
  }

  /** Updates that are in the log more than once. */
  long loggedTwice() {
    return loggedTwice;
  }

  /** Answers {@code accepted} to an update that had been answered so before. */
  long acceptedTwice() {
    return acceptedTwice;
  }

  long records() {
    return logged.values().stream().mapToLong(Integer::longValue).sum();
  }
}
