package io.quayside.consumer;

import io.quayside.consumer.StoreTransaction.Row;
import io.quayside.consumer.StoreTransaction.RowState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The shipments that wait behind an event that failed. */
final class Parking {
  private static final int MAX_WAITING = 1_000;
  private static final int MAX_IN_ALL = 100_000;
  private static final int MAX_ERROR = 1_000;

  private final Settings settings;
  private final String name;

  /** How many events are parked in all, as it was counted last. */
  private final AtomicInteger inAll = new AtomicInteger();

  Parking(Settings settings) {
    this.settings = settings;
    this.name = settings.name();
  }

  void count(StoreTransaction transaction) throws SQLException {
    inAll.set(transaction.parkedInAll(name));
  }

  /** Whether there may be something to be tried again. */
  boolean isUsed() {
    return inAll.get() > 0;
  }

  static boolean isDue(Row head) {
    return switch (head.state()) {
      case RETRYING -> !head.nextAttemptAt().isAfter(Instant.now());
      case PARKED -> false;
      case WAITING -> true;
    };
  }

  /** What is kept of a failure; PostgreSQL takes no text with U+0000. */
  static String error(Throwable cause) {
    String text = cause.getMessage() == null ? "" : ": " + cause.getMessage();
    String error = (cause.getClass().getName() + text).replace('\u0000', '\ufffd');
    return error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error;
  }

  /** Parks the event of a shipment that has none parked. Null to look again. */
  Outcome park(
      ShipmentState state, Item item, RowState how, int attempts, Instant next, String error)
      throws SQLException {
    if (inAll.get() >= MAX_IN_ALL) {
      return Outcome.FULL;
    }
    Row row =
        new Row(
            state.shipmentId,
            item.event.version(),
            item.partition,
            item.value,
            how,
            attempts,
            next,
            error);
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(name, state.shipmentId);
      boolean current =
          state.seen == state.persisted
              ? transaction.version(name, state.shipmentId) == state.persisted
              : transaction.advance(name, state.shipmentId, state.persisted, state.seen);
      if (!current) {
        state.loaded = false;
        return null;
      }
      transaction.put(name, row);
      transaction.commit();
    }
    state.persisted = state.seen;
    state.parked = true;
    inAll.incrementAndGet();
    settings.listener().parked(parked(row, item.event.type(), 0));
    return Outcome.SETTLED;
  }

  /** Puts an event behind those that are parked. Null if none are, and all is to be looked at. */
  Outcome append(ShipmentState state, Item item) throws SQLException {
    int version = item.event.version();
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(name, state.shipmentId);
      Row head = transaction.head(name, state.shipmentId);
      if (head == null) {
        state.loaded = false;
        state.parked = false;
        return null;
      }
      if (version <= transaction.version(name, state.shipmentId)) {
        settings.listener().skipped(Skip.DUPLICATE, state.shipmentId, version);
        return Outcome.SETTLED;
      }
      if (inAll.get() >= MAX_IN_ALL || transaction.parkedOf(name, state.shipmentId) > MAX_WAITING) {
        return Outcome.FULL;
      }
      boolean first = version < head.version();
      transaction.append(
          name,
          new Row(
              state.shipmentId,
              version,
              item.partition,
              item.value,
              first ? RowState.RETRYING : RowState.WAITING,
              0,
              first ? Instant.now() : null,
              null));
      transaction.commit();
    }
    inAll.incrementAndGet();
    return Outcome.SETTLED;
  }

  /** Changes how a head stands. */
  void set(
      StoreTransaction transaction,
      Row head,
      RowState how,
      int attempts,
      Instant next,
      String error)
      throws SQLException {
    transaction.put(
        name,
        new Row(
            head.shipmentId(),
            head.version(),
            head.partition(),
            head.value(),
            how,
            attempts,
            next,
            error));
  }

  /** Removes a head; what waits behind it is due. */
  void removeHead(StoreTransaction transaction, Row head) throws SQLException {
    transaction.remove(name, head.shipmentId(), head.version());
    Row next = transaction.head(name, head.shipmentId());
    if (next != null) {
      set(transaction, next, RowState.RETRYING, 0, Instant.now(), null);
    }
  }

  /** Notes that a retry failed. */
  Outcome failedAgain(QuaysideEvent event, Throwable cause) throws SQLException {
    Row after;
    int waiting;
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(name, event.shipmentId());
      Row head = transaction.head(name, event.shipmentId());
      if (head == null || head.version() != event.version()) {
        return Outcome.SETTLED;
      }
      int attempts = head.attempts() + 1;
      boolean last = attempts > settings.retries();
      set(
          transaction,
          head,
          last ? RowState.PARKED : RowState.RETRYING,
          attempts,
          last ? null : Instant.now().plus(settings.backoff().after(attempts)),
          error(cause));
      after = transaction.head(name, event.shipmentId());
      waiting = transaction.parkedOf(name, event.shipmentId()) - 1;
      transaction.commit();
    }
    settings.listener().failed(event, after.attempts(), cause);
    settings.listener().parked(parked(after, event.type(), waiting));
    return Outcome.SETTLED;
  }

  boolean redrive(String shipmentId) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(name, shipmentId);
      Row head = transaction.head(name, shipmentId);
      if (head == null) {
        return false;
      }
      set(transaction, head, RowState.RETRYING, head.attempts(), Instant.now(), head.error());
      transaction.commit();
      return true;
    }
  }

  boolean discard(String shipmentId, String reason) throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      transaction.lock(name, shipmentId);
      Row head = transaction.head(name, shipmentId);
      if (head == null) {
        return false;
      }
      int before = transaction.version(name, shipmentId);
      if (head.version() > before
          && !transaction.advance(name, shipmentId, before, head.version())) {
        throw new IllegalStateException("version " + head.version() + " is being handled");
      }
      removeHead(transaction, head);
      transaction.commit();
      Log.info(shipmentId + "/" + head.version() + " is discarded by " + name + ": " + reason);
      return true;
    }
  }

  /** All parked shipments, by their ids. */
  List<Parked> all() throws SQLException {
    try (StoreTransaction transaction = settings.store().begin()) {
      List<Parked> all = new ArrayList<>();
      for (Row head : transaction.heads(name)) {
        String type =
            Envelopes.event(head.shipmentId(), head.value()).map(QuaysideEvent::type).orElse("");
        all.add(parked(head, type, transaction.parkedOf(name, head.shipmentId()) - 1));
      }
      return all;
    }
  }

  private static Parked parked(Row row, String type, int waiting) {
    return new Parked(
        row.shipmentId(),
        row.version(),
        type,
        row.state() == RowState.PARKED ? State.PARKED : State.RETRYING,
        row.attempts(),
        row.nextAttemptAt(),
        row.error(),
        waiting);
  }
}
