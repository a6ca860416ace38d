package io.quayside.admin;

import org.jspecify.annotations.Nullable;

/**
 * The administration objects as this node knows them. May be read from every thread. An object that
 * cannot be read is absent, so that what it would allow is refused.
 */
public interface Administration {
  @Nullable ApiKey key(String keyId);

  @Nullable DeviceGroup group(String groupId);

  /** The tenant of that name, suspended or not; {@code default} always exists. */
  @Nullable Tenant tenant(String name);

  /**
   * Whether the end of the topic was reached within {@code auth.max-stale-seconds}. If not, every
   * request that needs credentials is answered {@code temporarily-unavailable}.
   */
  boolean isFresh();

  /**
   * Counts the changes to all objects: what was derived at an equal count still holds. Raised after
   * the change can be read, so whoever reads the count first and then an object misses no change.
   */
  long changes();
}
