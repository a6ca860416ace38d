package io.quayside.consumer;

import io.quayside.consumer.StoreTransaction.Row;
import io.quayside.consumer.StoreTransaction.RowState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Handles events in the store's transactions. That an event is handled once is the work of the
 * shipment's version alone: the transaction that handles an event raises the version from the one
 * before it, and of two that try one succeeds.
 */
final class Processor {

  private final Settings settings;
  private final Parking parking;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean anyFirstVersion;

  Processor(Settings settings) {
    this.settings = settings;
    this.parking = new Parking(settings);
    this.anyFirstVersion = settings.startAt() == StartAt.LATEST;
  }

  /** From now on a shipment may begin with any version. */
  void acceptAnyFirstVersion() {
    anyFirstVersion = true;
  }

  Parking parking() {
    return parking;
  }

  /** What the last retry failed with, once an attempt was {@link Outcome#STOPPED}. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Handles the next event of a shipment. */
  Outcome process(ShipmentState state, Item item, Turn turn) {
    try {
      while (true) {
        Outcome outcome = tryOnce(state, item, turn);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (SQLException e) {
      Log.debug("the database is away", e);
      state.loaded = false;
      return turn.isAbandoned() ? Outcome.ABANDONED : Outcome.AWAY;
    }
  }

  /** Null if another instance has written meanwhile, and all is to be looked at again. */
  private Outcome tryOnce(ShipmentState state, Item item, Turn turn) throws SQLException {
    if (!state.loaded) {
      load(state);
    }
    if (state.parked) {
      return parking.append(state, item);
    }
    int version = item.event.version();
    if (version <= state.seen) {
      settings.listener().skipped(Skip.DUPLICATE, state.shipmentId, version);
      return Outcome.SETTLED;
    }
    if (!follows(state.seen, version)) {
      return parking.park(state, item, RowState.PARKED, 0, null, gap(version, state.seen));
    }
    Optional<Handler> handler = settings.handlers().of(item.event.type());
    if (handler.isEmpty()) {
      state.seen = version;
      settings.listener().skipped(Skip.NO_HANDLER, state.shipmentId, version);
      return Outcome.UNWRITTEN;
    }
    return handle(state, item, handler.get(), turn);
  }

  private void load(ShipmentState state) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      StoreTransaction.Known known = transaction.known(settings.name(), state.shipmentId);
      state.persisted = known.version();
      state.seen = Math.max(state.seen, state.persisted);
      state.parked = known.parked();
      state.loaded = true;
    }
  }

  private boolean follows(int before, int version) {
    return before > 0 ? version == before + 1 : version == 1 || anyFirstVersion;
  }

  private static String gap(int version, int before) {
    return "version-gap: " + version + " after " + before;
  }

  private Outcome handle(ShipmentState state, Item item, Handler handler, Turn turn)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Attempt tried = attempt(state, item.event, handler, turn);
      if (tried.cause == null) {
        return tried.outcome;
      }
      settings.listener().failed(item.event, attempt, tried.cause);
      boolean last = attempt > settings.retries();
      Duration pause = settings.backoff().after(attempt);
      if (settings.poison() == Poison.PARK_SHIPMENT) {
        return parking.park(
            state,
            item,
            last ? RowState.PARKED : RowState.RETRYING,
            attempt,
            last ? null : Instant.now().plus(pause),
            Parking.error(tried.cause));
      }
      if (last) {
        failure.compareAndSet(null, tried.cause);
        return Outcome.STOPPED;
      }
      if (!Pause.sleep(pause, turn::isClosed)) {
        return Outcome.ABANDONED;
      }
    }
  }

  /** {@code cause} is what the handler threw; {@code outcome} is null to look again. */
  private record Attempt(Outcome outcome, Throwable cause) {}

  private Attempt attempt(ShipmentState state, QuaysideEvent event, Handler handler, Turn turn)
      throws SQLException {
    long start = System.nanoTime();
    Failures.Result result;
    try (StoreTransaction transaction = settings.store().begin()) {
      turn.uses(transaction);
      result =
          Failures.of(
              () -> {
                handler.handle(event, transaction.tx());
                if (turn.isAbandoned()
                    || !transaction.advance(
                        settings.name(), state.shipmentId, state.persisted, event.version())) {
                  return false;
                }
                transaction.commit();
                return true;
              },
              transaction);
    } finally {
      turn.uses(null);
    }
    if (result.done()) {
      state.wrote(event.version());
      settings.listener().handled(event, Duration.ofNanos(System.nanoTime() - start));
      return new Attempt(Outcome.SETTLED, null);
    }
    if (turn.isAbandoned()) {
      return new Attempt(Outcome.ABANDONED, null);
    }
    if (result.cause() == null) {
      state.loaded = false;
    }
    return new Attempt(null, result.cause());
  }

  /** Tries the parked events of a shipment, from its head on, as far as they are due. */
  Outcome retry(ShipmentState state, Turn turn) {
    try {
      while (true) {
        Outcome outcome = retryHead(state, turn);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (SQLException e) {
      Log.debug("the database is away", e);
      return turn.isAbandoned() ? Outcome.ABANDONED : Outcome.AWAY;
    } finally {
      state.loaded = false;
    }
  }

  /** Null if the head is done and the next one may be due. */
  private Outcome retryHead(ShipmentState state, Turn turn) throws SQLException {
    long start = System.nanoTime();
    QuaysideEvent event;
    Optional<Handler> handler;
    boolean seen;
    Failures.Result result;
    try (StoreTransaction transaction = settings.store().begin()) {
      turn.uses(transaction);
      transaction.lock(settings.name(), state.shipmentId);
      Row head = transaction.head(settings.name(), state.shipmentId);
      if (head == null || !Parking.isDue(head)) {
        return Outcome.SETTLED;
      }
      event = Envelopes.event(head.shipmentId(), head.value()).orElseThrow();
      int before = Math.max(state.seen, transaction.version(settings.name(), state.shipmentId));
      seen = event.version() <= before;
      if (!seen && !follows(before, event.version())) {
        String error = gap(event.version(), before);
        parking.set(transaction, head, RowState.PARKED, head.attempts(), null, error);
        transaction.commit();
        return Outcome.SETTLED;
      }
      handler = seen ? Optional.empty() : settings.handlers().of(event.type());
      result =
          Failures.of(() -> handled(event, handler, seen, head, transaction, turn), transaction);
    } finally {
      turn.uses(null);
    }
    if (!result.done() && turn.isAbandoned()) {
      return Outcome.ABANDONED;
    }
    if (result.done() && !seen) {
      state.seen = event.version();
      if (handler.isPresent()) {
        settings.listener().handled(event, Duration.ofNanos(System.nanoTime() - start));
      } else {
        settings.listener().skipped(Skip.NO_HANDLER, state.shipmentId, event.version());
      }
    }
    return result.cause() == null ? null : parking.failedAgain(event, result.cause());
  }

  /** Handles a parked event and commits that it is; false to look again, or if it is not to be. */
  private boolean handled(
      QuaysideEvent event,
      Optional<Handler> handler,
      boolean seen,
      Row head,
      StoreTransaction transaction,
      Turn turn)
      throws Exception {
    if (handler.isPresent()) {
      handler.get().handle(event, transaction.tx());
    }
    if (turn.isAbandoned()) {
      return false;
    }
    int persisted = transaction.version(settings.name(), event.shipmentId());
    if (!seen
        && !transaction.advance(settings.name(), event.shipmentId(), persisted, event.version())) {
      return false;
    }
    parking.removeHead(transaction, head);
    transaction.commit();
    return true;
  }
}
