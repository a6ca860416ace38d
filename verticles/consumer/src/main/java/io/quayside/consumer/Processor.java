package io.quayside.consumer;

import io.quayside.consumer.StoreTransaction.Row;
import io.quayside.consumer.StoreTransaction.RowState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

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
  Outcome process(ShipmentState state, Item item, BooleanSupplier abandoned) {
    try {
      while (true) {
        Outcome outcome = tryOnce(state, item, abandoned);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (SQLException e) {
      Log.debug("the database is away", e);
      state.loaded = false;
      return abandoned.getAsBoolean() ? Outcome.ABANDONED : Outcome.AWAY;
    }
  }

  /** Null if another instance has written meanwhile, and all is to be looked at again. */
  private Outcome tryOnce(ShipmentState state, Item item, BooleanSupplier abandoned)
      throws SQLException {
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
    return handle(state, item, handler.get(), abandoned);
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

  private Outcome handle(ShipmentState state, Item item, Handler handler, BooleanSupplier abandoned)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Attempt tried = attempt(state, item.event, handler, abandoned);
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
      if (!Pause.sleep(pause, abandoned)) {
        return Outcome.ABANDONED;
      }
    }
  }

  /** {@code cause} is what the handler threw; {@code outcome} is null to look again. */
  private record Attempt(Outcome outcome, Throwable cause) {}

  private Attempt attempt(
      ShipmentState state, QuaysideEvent event, Handler handler, BooleanSupplier abandoned)
      throws SQLException {
    long start = System.nanoTime();
    try (StoreTransaction transaction = settings.store().begin()) {
      Throwable cause = Failures.of(() -> handler.handle(event, transaction.tx()), transaction);
      if (abandoned.getAsBoolean()) {
        return new Attempt(Outcome.ABANDONED, null);
      }
      if (cause != null) {
        return new Attempt(null, cause);
      }
      if (!transaction.advance(
          settings.name(), state.shipmentId, state.persisted, event.version())) {
        state.loaded = false;
        return new Attempt(null, null);
      }
      Throwable refused = Failures.of(transaction::commit, transaction);
      if (refused != null) {
        return new Attempt(null, refused);
      }
    }
    state.wrote(event.version());
    settings.listener().handled(event, Duration.ofNanos(System.nanoTime() - start));
    return new Attempt(Outcome.SETTLED, null);
  }

  /** Tries the parked events of a shipment, from its head on, as far as they are due. */
  Outcome retry(ShipmentState state, BooleanSupplier abandoned) {
    try {
      while (true) {
        Outcome outcome = retryHead(state, abandoned);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (SQLException e) {
      Log.debug("the database is away", e);
      return abandoned.getAsBoolean() ? Outcome.ABANDONED : Outcome.AWAY;
    } finally {
      state.loaded = false;
    }
  }

  /** Null if the head is done and the next one may be due. */
  private Outcome retryHead(ShipmentState state, BooleanSupplier abandoned) throws SQLException {
    long start = System.nanoTime();
    QuaysideEvent event;
    Throwable cause;
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(settings.name(), state.shipmentId);
      Row head = transaction.head(settings.name(), state.shipmentId);
      if (head == null || !Parking.isDue(head)) {
        return Outcome.SETTLED;
      }
      event = Envelopes.event(head.shipmentId(), head.value()).orElseThrow();
      int before = Math.max(state.seen, transaction.version(settings.name(), state.shipmentId));
      boolean seen = event.version() <= before;
      if (!seen && !follows(before, event.version())) {
        parking.set(
            transaction,
            head,
            RowState.PARKED,
            head.attempts(),
            null,
            gap(event.version(), before));
        transaction.commit();
        return Outcome.SETTLED;
      }
      Optional<Handler> handler = settings.handlers().of(event.type());
      cause =
          seen || handler.isEmpty()
              ? null
              : Failures.of(() -> handler.get().handle(event, transaction.tx()), transaction);
      if (abandoned.getAsBoolean()) {
        return Outcome.ABANDONED;
      }
      if (cause == null) {
        int persisted = transaction.version(settings.name(), state.shipmentId);
        if (!seen
            && !transaction.advance(
                settings.name(), state.shipmentId, persisted, event.version())) {
          return null;
        }
        parking.removeHead(transaction, head);
        cause = Failures.of(transaction::commit, transaction);
      }
      if (cause == null && !seen) {
        state.seen = event.version();
        if (handler.isPresent()) {
          settings.listener().handled(event, Duration.ofNanos(System.nanoTime() - start));
        } else {
          settings.listener().skipped(Skip.NO_HANDLER, state.shipmentId, event.version());
        }
      }
    }
    return cause == null ? null : parking.failedAgain(event, cause);
  }
}
