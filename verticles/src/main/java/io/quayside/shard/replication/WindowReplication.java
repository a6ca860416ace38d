package io.quayside.shard.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves a shard's device windows on other members every 5 s, and reads those that former owners
 * have saved; so, too, the receipts that streams no longer hold. The read models have whatever is
 * missing here, or not to be trusted.
 *
 * <p>Confined to the shard's context.
 */
public final class WindowReplication {
  static final long SAVE_EVERY_MILLIS = 5_000;

  /** Positions that a takeover reads again, at most, to be able to use saved windows. */
  static final long MAX_BEHIND = 200_000;

  /** Windows, receipts and missed sequences that may wait to be saved. */
  private static final int MAX_UNSAVED = 100_000;

  /**
   * Reserved names for the epoch history; names of windows always contain '/'. A save writes the
   * second one when it knows that the first one is written, and what both have in common is
   * trusted. A merge of clusters may drop the windows of a save and be followed by a delayed write;
   * that can only be one of the two.
   */
  private static final String EPOCHS = "lineage";

  private static final String CONFIRMED_EPOCHS = "lineage-confirmed";

  private final Replica replica;
  private final LongSupplier random;
  private Phase phase;
  private long epoch;
  private EpochHistory epochs;

  /** The count of cluster merges when this epoch began: entries from before a merge may be gone. */
  private int merges;

  /** Raised with each save and with each epoch. */
  private int round = 1;

  private Unsaved unsaved = new Unsaved();

  /** What the save under way has taken. */
  private Unsaved saving = new Unsaved();

  private long nextSaveMillis;

  private enum Phase {
    /** Nothing is saved, and nothing that was saved is up to date. */
    OFF,
    /** Changes are collected for the next save. */
    ON,
    /** A save is under way, and changes are collected for the next one. */
    SAVING,
    /** A save is under way whose epoch has ended. */
    ABANDONED
  }

  private WindowReplication(Replica replica, LongSupplier random, int merges, EpochHistory epochs) {
    this.replica = replica;
    this.merges = merges;
    this.random = random;
    this.epoch = random.getAsLong();
    this.epochs = epochs;
    this.phase = epochs.isNone() ? Phase.OFF : Phase.ON;
  }

  /**
   * The replication of a shard whose positions are projected up to an offset, with the windows that
   * former owners have saved. {@code random} makes the ids of this owner's epochs.
   */
  public static Future<WindowReplication> inherit(
      Replica replica, LongSupplier random, long positionsProjected) {
    int merges = replica.merges();
    Future<EpochHistory> saved = history(replica, EPOCHS);
    Future<EpochHistory> confirmed = history(replica, CONFIRMED_EPOCHS);
    return Future.all(saved, confirmed)
        .map(both -> saved.result().confirmedBy(confirmed.result()))
        .map(
            epochs ->
                epochs.isNone() || positionsProjected - epochs.upTo() > MAX_BEHIND
                    ? new WindowReplication(replica, random, merges, EpochHistory.none())
                    : new WindowReplication(replica, random, merges, epochs));
  }

  private static Future<EpochHistory> history(Replica replica, String name) {
    return replica
        .window(name)
        .map(bytes -> bytes == null ? EpochHistory.none() : EpochHistory.fromBytes(bytes))
        .otherwise(EpochHistory.none());
  }

  /** The offset from which the shard must read the positions. */
  public long positionsFrom(long positionsProjected) {
    return epochs.isNone() ? positionsProjected : Math.min(positionsProjected, epochs.upTo());
  }

  /** Whether changes are collected to be saved. */
  public boolean isOn() {
    return phase == Phase.ON || phase == Phase.SAVING;
  }

  /** Raised with each save: from then on a window that changes must be passed in again. */
  public int round() {
    return round;
  }

  public static String name(String shipmentId, String deviceId) {
    return shipmentId + '/' + deviceId;
  }

  /** A window has a new mark; needed once per round and window. */
  public void changed(String name, SequenceWindow window) {
    if (isOn()) {
      unsaved.changed(name, window);
      endIfTooMuch();
    }
  }

  /** The log has a sequence of a device whose window is not in memory. */
  public void missed(String shipmentId, String deviceId, SequenceNumber sequence) {
    if (!isOn()) {
      return;
    }
    String name = name(shipmentId, deviceId);
    SequenceWindow window = unsavedWindow(name);
    if (window != null) {
      window.mark(sequence);
      unsaved.changed(name, window);
    } else {
      unsaved.missed(name, sequence);
      endIfTooMuch();
    }
  }

  /** A stream no longer holds a receipt. */
  public void dropped(Receipt receipt) {
    if (isOn()) {
      unsaved.outcomes.put(
          CommandId.keyPart(receipt.commandId()), receipt.toLine().getBytes(US_ASCII));
      endIfTooMuch();
    }
  }

  /**
   * A device's window with all sequences that the shard has read; null where only the read models
   * have it.
   */
  public Future<SequenceWindow> window(String name) {
    if (!isOn() || isMerged()) {
      return Future.succeededFuture();
    }
    SequenceWindow known = unsavedWindow(name);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    List<SequenceNumber> before = saving.missed.getOrDefault(name, List.of());
    List<SequenceNumber> since = unsaved.missed.computeIfAbsent(name, n -> new ArrayList<>(2));
    return replica
        .window(name)
        .map(
            bytes -> {
              SequenceWindow window = isMerged() ? null : epochs.opened(bytes);
              if (window != null) {
                before.forEach(window::mark);
                since.forEach(window::mark);
              }
              return window;
            })
        .otherwise((SequenceWindow) null);
  }

  /** Whether saved entries may have been replaced by older ones. */
  private boolean isMerged() {
    return replica.merges() != merges;
  }

  /** A window that waits to be saved, or is being saved; its device may have been evicted. */
  private @Nullable SequenceWindow unsavedWindow(String name) {
    return unsaved.windows.getOrDefault(name, saving.windows.get(name));
  }

  /** The receipt of a command; null where only the history may have it. */
  public Future<Receipt> outcome(String keyPart) {
    if (!isOn()) {
      return Future.succeededFuture();
    }
    byte[] known = unsaved.outcomes.get(keyPart);
    return (known != null ? Future.succeededFuture(known) : replica.outcome(keyPart))
        .map(bytes -> bytes == null ? null : Receipt.ofLine(new String(bytes, US_ASCII)))
        .otherwise((Receipt) null);
  }

  /**
   * Saves when it is time to; to be called often. The shard has read all positions below {@code
   * next}.
   */
  public void tick(long nowMillis, long next) {
    if (nowMillis < nextSaveMillis || phase == Phase.SAVING || phase == Phase.ABANDONED) {
      return;
    }
    nextSaveMillis = nowMillis + SAVE_EVERY_MILLIS;
    if (!replica.kept() || (phase == Phase.ON && isMerged())) {
      endEpoch();
    } else if (phase == Phase.OFF) {
      beginEpoch(next);
    } else {
      save(next);
    }
  }

  /** Begins an epoch: whatever was saved before, by this owner too, is not trusted any more. */
  private void beginEpoch(long next) {
    merges = replica.merges();
    epoch = random.getAsLong();
    epochs = EpochHistory.none().with(epoch, next);
    round++;
    phase = Phase.ON;
  }

  /** Ends the epoch: saved windows are not kept up to date from now on. */
  private void endEpoch() {
    phase =
        switch (phase) {
          case OFF, ON -> Phase.OFF;
          case SAVING, ABANDONED -> Phase.ABANDONED;
        };
    unsaved = new Unsaved();
  }

  /** Too much waits to be saved: begins again rather than to hold more. */
  private void endIfTooMuch() {
    if (unsaved.size() > MAX_UNSAVED) {
      endEpoch();
    }
  }

  private void save(long next) {
    EpochHistory after = epochs.with(epoch, next);
    saving = unsaved;
    unsaved = new Unsaved();
    round++;
    phase = Phase.SAVING;
    Future<Void> saved = replica.saveOutcomes(saving.outcomes);
    for (Map<String, byte[]> chunk : saving.chunks(epoch, next)) {
      saved = saved.compose(v -> replica.saveWindows(chunk));
    }
    saved
        .compose(v -> saveHistory(EPOCHS, after))
        .compose(v -> saveHistory(CONFIRMED_EPOCHS, after))
        .onComplete(done -> saved(done, after));
  }

  /** Fails if what was saved before may be gone: the history must not cover it. */
  private Future<Void> saveHistory(String name, EpochHistory history) {
    return isMerged()
        ? Future.failedFuture("the cluster has merged meanwhile")
        : replica.saveWindows(Map.of(name, history.toBytes()));
  }

  private void saved(AsyncResult<Void> done, EpochHistory after) {
    saving = new Unsaved();
    if (phase == Phase.SAVING && done.succeeded()) {
      phase = Phase.ON;
      epochs = after;
    } else {
      phase = Phase.OFF;
      unsaved = new Unsaved();
    }
  }
}
