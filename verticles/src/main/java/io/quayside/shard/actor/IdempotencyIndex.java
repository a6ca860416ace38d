package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Receipt;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a shipment's commands that its stream no longer has receipts of, as 64 bits each: so
 * a new key is known to be new without asking the history. Two keys may look alike; then the
 * history is asked once in vain.
 */
final class IdempotencyIndex {
  /** Beyond this many the history is asked instead. */
  static final int MAX = 4_096;

  private static final long[] NONE = {};

  private long[] keys = NONE;
  private int size;
  private boolean complete;

  /** The stream had all receipts when it was loaded. */
  void startEmpty() {
    complete = true;
  }

  /** The ids of all older commands, except those that were dropped since they were asked for. */
  void learn(List<String> commandIds) {
    commandIds.forEach(id -> add(CommandId.keyPart(id)));
    complete = size <= MAX;
  }

  /** The stream no longer has this receipt. */
  void dropped(Receipt receipt) {
    add(CommandId.keyPart(receipt.commandId()));
  }

  private void add(String keyPart) {
    if (size > MAX) {
      complete = false;
      return;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(8, 2 * size));
    }
    keys[size++] = bits(keyPart);
  }

  /** Whether they are all known. */
  boolean known() {
    return complete;
  }

  /** Whether there are too many of them to be known. */
  boolean tooMany() {
    return size > MAX;
  }

  boolean mayHave(String keyPart) {
    long bits = bits(keyPart);
    for (int i = 0; i < size; i++) {
      if (keys[i] == bits) {
        return true;
      }
    }
    return false;
  }

  /** Key parts are hashes already: their characters, mixed, will do. */
  private static long bits(String keyPart) {
    long bits = 0;
    for (int i = 0; i < keyPart.length(); i++) {
      bits = bits * 31 + keyPart.charAt(i);
    }
    return bits;
  }
}
