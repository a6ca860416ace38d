package io.quayside.notify.webhook;

import io.quayside.common.scheduling.OnContext;
import io.quayside.common.scheduling.Scheduler;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Resolves hosts and hands out addresses that may be connected to. Every address of a name must be
 * allowed. Whoever connects takes the address and never resolves the name again; so what a name
 * resolves to later changes nothing. Confined to one event loop.
 */
final class AddressGuard {
  /** How long an address that was checked is handed out. */
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int KEPT = 1_000;
  private static final long RESOLVED_WITHIN_MILLIS = 3_000;

  private final Function<String, Future<List<InetAddress>>> names;
  private final AddressRules rules;
  private final Scheduler scheduler;

  private final Map<String, Checked> checked =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Checked> eldest) {
          return size() > KEPT;
        }
      };

  private record Checked(InetAddress address, long untilNanos) {}

  /** A host that must not be connected to, or cannot. */
  static final class RefusedException extends RuntimeException {
    private final AttemptError error;

    RefusedException(AttemptError error) {
      super(error.word(), null, false, false);
      this.error = error;
    }

    AttemptError error() {
      return error;
    }
  }

  /** {@code names} resolves a name to all of its addresses. */
  AddressGuard(
      Function<String, Future<List<InetAddress>>> names, AddressRules rules, Scheduler scheduler) {
    this.names = names;
    this.rules = rules;
    this.scheduler = scheduler;
  }

  /** An address to connect to; fails with {@link RefusedException}. */
  Future<InetAddress> address(Target target) {
    InetAddress literal = target.literal();
    if (literal != null) {
      boolean allowed = target.mapped() ? rules.isAllowedMapped(literal) : rules.isAllowed(literal);
      return allowed
          ? Future.succeededFuture(literal)
          : Future.failedFuture(new RefusedException(AttemptError.REFUSED_ADDRESS));
    }
    Checked known = checked.get(target.host());
    if (known != null && scheduler.nanoTime() - known.untilNanos < 0) {
      return Future.succeededFuture(known.address);
    }
    return OnContext.within(
            RESOLVED_WITHIN_MILLIS, TimeUnit.MILLISECONDS, names.apply(target.host()))
        .recover(failure -> Future.failedFuture(new RefusedException(AttemptError.DNS)))
        .compose(addresses -> choose(target, addresses));
  }

  private Future<InetAddress> choose(Target target, List<InetAddress> addresses) {
    if (addresses.isEmpty()) {
      return Future.failedFuture(new RefusedException(AttemptError.DNS));
    }
    if (!addresses.stream().allMatch(rules::isAllowed)) {
      return Future.failedFuture(new RefusedException(AttemptError.REFUSED_ADDRESS));
    }
    InetAddress chosen = addresses.getFirst();
    checked.put(target.host(), new Checked(chosen, scheduler.nanoTime() + KEPT_NANOS));
    return Future.succeededFuture(chosen);
  }

  /** Has the next attempt resolve a host again: its address could not be connected to. */
  void forget(Target target) {
    checked.remove(target.host());
  }
}
