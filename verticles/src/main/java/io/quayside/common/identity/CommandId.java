package io.quayside.common.identity;

import io.quayside.common.json.Crockford;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * The identity of a command, as events carry it. A keyed one is {@code <key>-<payload>}: a hash of
 * caller, scope and Idempotency-Key, and the fingerprint of the payload. So the log itself tells a
 * retry (both parts equal) from a reused key (the first part equal). One without a key is random.
 */
public final class CommandId {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** 26 characters of 5 bits each: 130 bits. */
  private static final int LENGTH = 26;

  private CommandId() {}

  /** The id of a command with a key; {@code scope} is the shipment's id, or empty for bookings. */
  public static String keyed(String caller, String scope, String key, String payload) {
    return hash("command", caller, scope, key) + '-' + payload;
  }

  /**
   * The id of a command that a rule of the booking process sends on the shipment's state at a
   * version: equal for every node that does.
   */
  public static String ofRule(String shipmentId, int version, String rule) {
    return hash("saga", shipmentId, Integer.toString(version), rule) + "-saga." + rule;
  }

  /** 26 random characters of Crockford base 32: a command without a key, or a shipment's id. */
  public static String random() {
    byte[] bytes = new byte[17];
    RANDOM.nextBytes(bytes);
    return Crockford.encode(bytes, LENGTH);
  }

  /** The shipment id of a booking with a key: the same for each retry. */
  public static String shipmentOf(String caller, String key) {
    return hash("shipment", caller, "", key);
  }

  /** The part that all uses of one key share. */
  public static String keyPart(String commandId) {
    int dash = commandId.indexOf('-');
    return dash < 0 ? commandId : commandId.substring(0, dash);
  }

  /** Whether {@code id} has the form of a shipment's id: 26 characters of Crockford base 32. */
  public static boolean isShipmentId(String id) {
    return Crockford.isValid(id, LENGTH);
  }

  private static String hash(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // The length in front keeps ("a", "bc") and ("ab", "c") apart.
      digest.update((byte) (bytes.length >>> 8));
      digest.update((byte) bytes.length);
      digest.update(bytes);
    }
    return Crockford.encode(digest.digest(), LENGTH);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
