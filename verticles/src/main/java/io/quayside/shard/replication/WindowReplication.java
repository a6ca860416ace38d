package io.quayside.shard.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Receipt;
import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Saves a shard's windows with the other members every few seconds, and gives them back to the
 * shard's next owner; so, too, the receipts that streams no longer hold. What is saved is a help,
 * not the truth: whatever is missing, or not to be trusted, the read models have.
 *
 * <p>Confined to the shard's context.
 */
public final class WindowReplication {
  static final long SAVE_EVERY_MILLIS = 5_000;

  /** Positions that a takeover reads again rather than to do without the windows. */
  static final long MAX_BEHIND = 200_000;

  /** Windows, receipts and missed sequences that may wait to be saved. */
  private static final int MAX_WAITING = 100_000;

  /** Entries in one message to another member. */
  private static final int CHUNK = 500;

  /** No device's name has no slash. */
  private static final String LINEAGE = "lineage";

  /** In the place of a window that is not up to date. */
  private static final byte[] NOTHING = {};

  private final Replica replica;
  private final LongSupplier random;
  private long epoch;
  private EpochHistory epochs;

  /** The merges of clusters before anything was saved or inherited: since the last one, nothing. */
  private int merges;

  /** 0 while nothing is saved; else raised with each save. */
  private int round;

  private Map<String, SequenceWindow> changed = new HashMap<>();
  private Map<String, SequenceWindow> saving = Map.of();

  /** Sequences of devices whose windows are not in memory, while a saved one may lack them. */
  private Map<String, List<SequenceNumber>> missed = new HashMap<>();

  /** Those whose saved windows are being made unusable. */
  private Map<String, List<SequenceNumber>> disowned = Map.of();

  private Map<String, byte[]> outcomes = new HashMap<>();
  private int missedSequences;
  private boolean busy;
  private long nextSaveMillis;

  private WindowReplication(Replica replica, LongSupplier random, int merges, EpochHistory epochs) {
    this.replica = replica;
    this.merges = merges;
    this.random = random;
    this.epoch = random.getAsLong();
    this.epochs = epochs;
    this.round = epochs.isNone() ? 0 : 1;
  }

  /**
   * What former owners have left to a shard whose positions are projected up to an offset. {@code
   * random} makes the numbers that tell this owner's windows from theirs.
   */
  public static Future<WindowReplication> inherit(
      Replica replica, LongSupplier random, long positionsProjected) {
    int merges = replica.merges();
    return replica
        .window(LINEAGE)
        .map(bytes -> bytes == null ? EpochHistory.none() : EpochHistory.fromBytes(bytes))
        .otherwise(EpochHistory.none())
        .map(
            epochs ->
                epochs.isNone() || positionsProjected - epochs.upTo() > MAX_BEHIND
                    ? new WindowReplication(replica, random, merges, EpochHistory.none())
                    : new WindowReplication(replica, random, merges, epochs));
  }

  /** Where the shard must begin to read the positions. */
  public long positionsFrom(long positionsProjected) {
    return epochs.isNone() ? positionsProjected : Math.min(positionsProjected, epochs.upTo());
  }

  /** Changes with each save: a window that has changed since must be named again. */
  public int round() {
    return round;
  }

  public static String name(String shipmentId, String deviceId) {
    return shipmentId + '/' + deviceId;
  }

  /** A window has a new mark; once a round is enough. */
  public void changed(String name, SequenceWindow window) {
    if (round > 0) {
      changed.put(name, window);
      List<SequenceNumber> known = missed.remove(name);
      missedSequences -= known == null ? 0 : known.size();
      bound();
    }
  }

  /** The log has a sequence of a device whose window is not in memory. */
  public void missed(String shipmentId, String deviceId, SequenceNumber sequence) {
    if (round == 0) {
      return;
    }
    String name = name(shipmentId, deviceId);
    SequenceWindow waiting = waiting(name);
    if (waiting != null) {
      waiting.mark(sequence);
      changed.put(name, waiting);
    } else {
      missed.computeIfAbsent(name, n -> new ArrayList<>(2)).add(sequence);
      missedSequences++;
      bound();
    }
  }

  /** A stream no longer holds a receipt. */
  public void dropped(Receipt receipt) {
    if (round > 0) {
      outcomes.put(CommandId.keyPart(receipt.commandId()), receipt.toLine().getBytes(US_ASCII));
      bound();
    }
  }

  /** A device's window, with all that the log has of it; null where the read models must tell. */
  public Future<SequenceWindow> window(String name) {
    if (round == 0 || isMerged()) {
      return Future.succeededFuture();
    }
    SequenceWindow known = waiting(name);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    List<SequenceNumber> before = disowned.getOrDefault(name, List.of());
    List<SequenceNumber> since = missed.computeIfAbsent(name, n -> new ArrayList<>(2));
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

  /** Whether what was saved may be older by now than it was then. */
  private boolean isMerged() {
    return replica.merges() != merges;
  }

  /** A window that waits to be saved, or is being saved, whether or not its device is hot. */
  private SequenceWindow waiting(String name) {
    return changed.getOrDefault(name, saving.get(name));
  }

  /** The receipt of a command, or null where the history must tell. */
  public Future<Receipt> outcome(String keyPart) {
    if (round == 0) {
      return Future.succeededFuture();
    }
    byte[] waiting = outcomes.get(keyPart);
    return (waiting != null ? Future.succeededFuture(waiting) : replica.outcome(keyPart))
        .map(bytes -> bytes == null ? null : Receipt.ofLine(new String(bytes, US_ASCII)))
        .otherwise((Receipt) null);
  }

  /** To be called often: saves when it is time to. All positions below {@code next} were seen. */
  public void tick(long nowMillis, long next) {
    if (busy || nowMillis < nextSaveMillis) {
      return;
    }
    nextSaveMillis = nowMillis + SAVE_EVERY_MILLIS;
    if (!replica.kept() || (round > 0 && isMerged())) {
      lapse();
    } else if (round == 0) {
      // From now on; what was before, this reign's own windows too, nobody is to trust.
      merges = replica.merges();
      epoch = random.getAsLong();
      epochs = EpochHistory.none().with(epoch, next);
      round = 1;
    } else {
      save(next);
    }
  }

  private void save(long next) {
    List<Map<String, byte[]>> chunks = chunks(next);
    Map<String, byte[]> receipts = outcomes;
    EpochHistory after = epochs.with(epoch, next);
    saving = changed;
    disowned = missed;
    changed = new HashMap<>();
    missed = new HashMap<>();
    missedSequences = 0;
    outcomes = new HashMap<>();
    round++;
    busy = true;
    Future<Void> saved = replica.saveOutcomes(receipts);
    for (Map<String, byte[]> chunk : chunks) {
      saved = saved.compose(v -> replica.saveWindows(chunk));
    }
    saved
        .compose(
            v ->
                // What was saved before clusters merged may be gone: nobody may vouch for it.
                isMerged()
                    ? Future.failedFuture("the cluster has merged meanwhile")
                    : replica.saveWindows(Map.of(LINEAGE, after.toBytes())))
        .onComplete(
            done -> {
              busy = false;
              saving = Map.of();
              disowned = Map.of();
              if (done.succeeded()) {
                epochs = after;
              } else {
                lapse();
              }
            });
  }

  private List<Map<String, byte[]>> chunks(long next) {
    List<Map<String, byte[]>> chunks = new ArrayList<>();
    Map<String, byte[]> entries = new HashMap<>();
    for (String name : missed.keySet()) {
      entries = put(entries, name, NOTHING, chunks);
    }
    for (Map.Entry<String, SequenceWindow> entry : changed.entrySet()) {
      byte[] sealed = EpochHistory.sealed(epoch, next, entry.getValue());
      entries = put(entries, entry.getKey(), sealed, chunks);
    }
    chunks.add(entries);
    return chunks;
  }

  private static Map<String, byte[]> put(
      Map<String, byte[]> entries, String name, byte[] value, List<Map<String, byte[]>> full) {
    entries.put(name, value);
    if (entries.size() < CHUNK) {
      return entries;
    }
    full.add(entries);
    return new HashMap<>();
  }

  /** Too much waits to be saved: rather begin again than hold more. */
  private void bound() {
    if (changed.size() + missedSequences + outcomes.size() > MAX_WAITING) {
      lapse();
    }
  }

  /** What is saved is not kept up to date from now on, hence not trusted. */
  private void lapse() {
    round = 0;
    changed = new HashMap<>();
    missed = new HashMap<>();
    missedSequences = 0;
    outcomes = new HashMap<>();
  }
}
