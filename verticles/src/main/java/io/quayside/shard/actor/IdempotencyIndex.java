package io.quayside.shard.actor;

import io.quayside.common.identity.CommandId;
import io.quayside.domain.stream.Receipt;
import java.util.Arrays;
import java.util.List;

/**
 * A 64-bit hash of each key whose receipt the stream no longer has: a key that is not among them is
 * new, without a look-up in the history. Two keys may have the same hash; then one look-up finds
 * nothing.
 */
final class IdempotencyIndex {
  /** The number of keys, at most: beyond it each keyed command needs a look-up. */
  static final int MAX = 4_096;

  private static final long[] NONE = {};

  private long[] keys = NONE;
  private int size;
  private boolean complete;

  /** Nothing is known any more: the stream was replaced. */
  void forget() {
    keys = NONE;
    size = 0;
    complete = false;
  }

  /** The stream has all receipts. */
  void startEmpty() {
    complete = true;
  }

  /** Adds the ids of all older commands, but for those that were dropped during the query. */
  void learn(List<String> commandIds) {
    commandIds.forEach(id -> add(CommandId.keyPart(id)));
    complete = size <= MAX;
  }

  /** The stream no longer has a receipt. */
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

  /** Whether it has all older keys. */
  boolean isComplete() {
    return complete;
  }

  /** Whether there are more older keys than it can have. */
  boolean isTooLarge() {
    return size > MAX;
  }

  /** Whether a key may be among them. */
  boolean mayHave(String keyPart) {
    long bits = bits(keyPart);
    for (int i = 0; i < size; i++) {
      if (keys[i] == bits) {
        return true;
      }
    }
    return false;
  }

  /** A key part is a hash already, so that mixing its characters is enough. */
  private static long bits(String keyPart) {
    long bits = 0;
    for (int i = 0; i < keyPart.length(); i++) {
      bits = bits * 31 + keyPart.charAt(i);
    }
    return bits;
  }
}
