package io.quayside.auth;

import io.quayside.admin.Administration;
import io.quayside.common.identity.Principal;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A grant that ends at a time, and whose administration objects are looked at again whenever the
 * administration has changed.
 */
final class CheckedGrant implements Grant {
  /** Whether the objects that a grant was derived from still allow it. */
  @FunctionalInterface
  interface Check {
    boolean holds();
  }

  private final Principal principal;
  private final @Nullable Instant until;
  private final Quota quota;
  private final Administration administration;
  private final Check check;
  private final InstantSource clock;
  private final long endMillis;

  /** The count of changes at which the check was last passed. */
  private volatile long checkedAt;

  /**
   * A grant that holds now.
   *
   * @param until what clients are told; null: it does not end by itself
   * @param leewayMillis how long after {@code until} the grant still holds
   * @param changes the count of changes before the objects were read
   */
  CheckedGrant(
      Principal principal,
      @Nullable Instant until,
      long leewayMillis,
      Quota quota,
      Administration administration,
      long changes,
      Check check,
      InstantSource clock) {
    this.principal = principal;
    this.until = until;
    this.quota = quota;
    this.administration = administration;
    this.checkedAt = changes;
    this.check = check;
    this.clock = clock;
    this.endMillis = until == null ? Long.MAX_VALUE : until.toEpochMilli() + leewayMillis;
  }

  @Override
  public Principal principal() {
    return principal;
  }

  @Override
  public @Nullable Instant until() {
    return until;
  }

  @Override
  public boolean isValid() {
    if (endMillis != Long.MAX_VALUE && clock.millis() >= endMillis) {
      return false;
    }
    long changes = administration.changes();
    if (changes == checkedAt) {
      return true;
    }
    if (!check.holds()) {
      return false;
    }
    checkedAt = changes;
    return true;
  }

  @Override
  public Quota quota() {
    return quota;
  }
}
