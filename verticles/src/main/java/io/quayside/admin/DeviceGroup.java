package io.quayside.admin;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of devices whose tokens are made with one secret per epoch.
 *
 * @param groupId 8 characters of Crockford base 32
 * @param version the version of the object, from 1
 * @param carrier the SCAC whose shipments alone its devices may report for; null: of all carriers
 * @param epochs the epochs that are good, newest first
 * @param denied device ids whose tokens are refused, at most 1,000
 */
public record DeviceGroup(
    String groupId,
    int version,
    String tenant,
    String name,
    @Nullable String carrier,
    List<Epoch> epochs,
    Set<String> denied,
    Instant createdAt) {

  /**
   * An epoch's number, from 1, and its secret of 32 bytes; null if no key of the key file opens it,
   * and then its tokens are refused. The array is not to be changed.
   */
  public record Epoch(int number, byte @Nullable [] secret) {}
}
