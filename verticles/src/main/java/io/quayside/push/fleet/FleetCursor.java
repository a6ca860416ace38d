package io.quayside.push.fleet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A place in the log of all shards: what stands below the offsets is settled. Its text is opaque to
 * clients, holds the identity of the log, and is good on every node for ever.
 *
 * @param log the id of the topic of events
 * @param next by shard, the first offset that is not settled; never changed
 */
public record FleetCursor(Uuid log, long[] next) {
  /** The form of the bytes; another one gets another number. */
  private static final byte FORM = 1;

  private static final int OFFSET_BYTES = 6;
  private static final int FIXED_BYTES = 1 + 16 + 2 + 4;

  /** Its text: base64url without padding. */
  public String text() {
    ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + OFFSET_BYTES * next.length);
    bytes.put(FORM).putLong(log.getMostSignificantBits()).putLong(log.getLeastSignificantBits());
    bytes.putShort((short) next.length);
    for (long offset : next) {
      bytes.putShort((short) (offset >>> 32)).putInt((int) offset);
    }
    bytes.putInt(checksum(bytes.array(), bytes.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The cursor of a text; null for a text that is none, or of another log or shard count. */
  public static @Nullable FleetCursor parse(String text, Uuid log, int shards) {
    if (text.length() > 32 + 8 * shards) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      boolean ours =
          bytes.get() == FORM
              && bytes.getLong() == log.getMostSignificantBits()
              && bytes.getLong() == log.getLeastSignificantBits()
              && bytes.getShort() == (short) shards;
      if (!ours) {
        return null;
      }
      long[] next = new long[shards];
      for (int shard = 0; shard < shards; shard++) {
        next[shard] = Short.toUnsignedLong(bytes.getShort()) << 32;
        next[shard] |= Integer.toUnsignedLong(bytes.getInt());
      }
      boolean whole = bytes.getInt() == checksum(bytes.array(), bytes.position() - 4);
      FleetCursor cursor = new FleetCursor(log, next);
      // The last character has bits that stand for nothing: there is one text of a cursor.
      return whole && cursor.text().equals(text) ? cursor : null;
    } catch (IllegalArgumentException | BufferUnderflowException malformed) {
      return null;
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  /** Whether it is beyond the ends of the log. */
  boolean isBeyond(long[] ends) {
    for (int shard = 0; shard < next.length; shard++) {
      if (next[shard] > ends[shard]) {
        return true;
      }
    }
    return false;
  }

  /** The records between it and a later place. */
  long behind(long[] later) {
    return distance(next, later);
  }

  /** Of two places, by shard, the later one: a feed may be behind a cursor of another node. */
  static long[] later(long[] one, long[] other) {
    long[] later = new long[one.length];
    for (int shard = 0; shard < one.length; shard++) {
      later[shard] = Math.max(one[shard], other[shard]);
    }
    return later;
  }

  /** The records from one place to a later one. */
  public static long distance(long[] from, long[] to) {
    long records = 0;
    for (int shard = 0; shard < from.length; shard++) {
      records += Math.max(0, to[shard] - from[shard]);
    }
    return records;
  }
}
