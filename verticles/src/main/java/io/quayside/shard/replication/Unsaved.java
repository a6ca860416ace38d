package io.quayside.shard.replication;

import io.quayside.domain.tracking.SequenceNumber;
import io.quayside.domain.tracking.SequenceWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has changed since the last save. */
final class Unsaved {
  /** Entries in one message to another member. */
  private static final int CHUNK = 500;

  /** Replaces a saved window that lacks sequences. */
  private static final byte[] INVALID = {};

  final Map<String, SequenceWindow> windows = new HashMap<>();

  /** Sequences of windows that are not in memory: their saved windows lack them. */
  final Map<String, List<SequenceNumber>> missed = new HashMap<>();

  final Map<String, byte[]> outcomes = new HashMap<>();
  private int missedSequences;

  void changed(String name, SequenceWindow window) {
    windows.put(name, window);
    List<SequenceNumber> known = missed.remove(name);
    missedSequences -= known == null ? 0 : known.size();
  }

  void missed(String name, SequenceNumber sequence) {
    missed.computeIfAbsent(name, n -> new ArrayList<>(2)).add(sequence);
    missedSequences++;
  }

  /** Windows, outcomes and missed sequences. */
  int size() {
    return windows.size() + missedSequences + outcomes.size();
  }

  /** The windows in their saved form, complete up to an offset, in messages of bounded size. */
  List<Map<String, byte[]>> chunks(long epoch, long upTo) {
    List<Map<String, byte[]>> chunks = new ArrayList<>();
    Map<String, byte[]> entries = new HashMap<>();
    for (String name : missed.keySet()) {
      entries = put(entries, name, INVALID, chunks);
    }
    for (Map.Entry<String, SequenceWindow> entry : windows.entrySet()) {
      byte[] sealed = EpochHistory.sealed(epoch, upTo, entry.getValue());
      entries = put(entries, entry.getKey(), sealed, chunks);
    }
    chunks.add(entries);
    return chunks;
  }

  /** Returns the map for the next entry: the same one, or a new one if it is full. */
  private static Map<String, byte[]> put(
      Map<String, byte[]> entries, String name, byte[] value, List<Map<String, byte[]>> full) {
    entries.put(name, value);
    if (entries.size() < CHUNK) {
      return entries;
    }
    full.add(entries);
    return new HashMap<>();
  }
}
