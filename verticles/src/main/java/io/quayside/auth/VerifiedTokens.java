package io.quayside.auth;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The grants of verified JWTs by the SHA-256 of the token: until it expires, at most 10 minutes,
 * and for as long as its issuer's key set stays the same. Beyond {@value #CAPACITY} the oldest
 * goes.
 */
final class VerifiedTokens {
  static final int CAPACITY = 20_000;

  private static final long MAX_AGE_MILLIS = 600_000;

  private final ConcurrentHashMap<Hash, Entry> entries = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Entry> oldestFirst = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final InstantSource clock;

  VerifiedTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** The SHA-256 of a token. */
  record Hash(long first, long second, long third, long fourth) {
    static Hash of(String token) {
      ByteBuffer bytes = ByteBuffer.wrap(Sha256.of(token));
      return new Hash(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
  }

  private record Entry(Hash hash, KeySource source, KeySet keys, Grant grant, long endMillis) {}

  /** The grant of a token that was verified before; null if there is none that still holds. */
  @Nullable Grant find(Hash hash) {
    Entry entry = entries.get(hash);
    if (entry == null) {
      return null;
    }
    if (entry.source.current() != entry.keys
        || clock.millis() >= entry.endMillis
        || !entry.grant.isValid()) {
      entries.remove(hash, entry);
      return null;
    }
    return entry.grant;
  }

  /** Keeps the grant of a token that one of the keys has verified. */
  void keep(Hash hash, KeySource source, KeySet keys, Grant grant, long expiresMillis) {
    long now = clock.millis();
    if (expiresMillis <= now) {
      return;
    }
    Entry entry =
        new Entry(hash, source, keys, grant, Math.min(expiresMillis, now + MAX_AGE_MILLIS));
    entries.put(hash, entry);
    oldestFirst.add(entry);
    // Entries that were removed meanwhile are still queued, so the queue is what is bounded.
    if (queued.incrementAndGet() > CAPACITY) {
      Entry oldest = oldestFirst.poll();
      if (oldest != null) {
        queued.decrementAndGet();
        entries.remove(oldest.hash, oldest);
      }
    }
  }

  int size() {
    return entries.size();
  }
}
