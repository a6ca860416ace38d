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
    Instant createdAt)
    implements AdminObject {
  public static final int MAX_DENIED = 1_000;

  public DeviceGroup {
    epochs = List.copyOf(epochs);
    denied = Set.copyOf(denied);
  }

  @Override
  public String id() {
    return groupId;
  }

  /**
   * An epoch of a group: the secret of 32 bytes that its tokens are made with. Tokens of an epoch
   * whose secret no key of the key file opens are refused.
   *
   * @param number from 1
   */
  public record Epoch(int number, Secret key) {
    /** Of a secret that is not written yet, or cannot be opened where it is null. */
    public Epoch(int number, byte @Nullable [] secret) {
      this(number, new Secret(secret, null));
    }

    /** The secret, which is not to be changed; null if no key of the key file opens it. */
    public byte @Nullable [] secret() {
      return key.opened();
    }
  }
}
